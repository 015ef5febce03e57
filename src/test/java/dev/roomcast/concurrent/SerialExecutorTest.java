package dev.roomcast.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final SerialExecutor executor = new SerialExecutor(later::add, failures::add);

    @Test
    void runs_a_task_at_once_when_idle() {
        List<String> done = new ArrayList<>();
        executor.execute(() -> done.add("now"));
        assertEquals(List.of("now"), done);
    }

    @Test
    void runs_nested_tasks_afterwards() {
        List<String> done = new ArrayList<>();
        executor.execute(() -> {
            executor.execute(() -> done.add("inner"));
            done.add("outer");
        });
        assertEquals(List.of("outer", "inner"), done);
    }

    @Test
    void continues_after_a_failing_task() {
        List<String> done = new ArrayList<>();
        executor.execute(() -> {
            executor.execute(() -> done.add("next"));
            throw new IllegalStateException("broken");
        });
        assertEquals(List.of("next"), done);
        assertEquals("broken", failures.get(0).getMessage());
    }

    @Test
    void hands_remaining_tasks_to_another_thread() {
        int[] done = {0};
        executor.execute(() -> {
            for (int i = 0; i < 1000; i++) {
                executor.execute(() -> done[0]++);
            }
        });
        assertTrue(done[0] < 1000, "the executor pauses");
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertEquals(1000, done[0]);
    }

    @Test
    void runs_tasks_of_many_threads_one_at_a_time_in_order_per_thread() throws InterruptedException {
        int threads = 4;
        int each = 5000;
        SerialExecutor shared = new SerialExecutor(ForkJoinPool.commonPool(), failures::add);
        List<int[]> done = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(threads * each);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            int number = i;
                            shared.execute(() -> {
                                done.add(new int[] {thread, number});
                                all.countDown();
                            });
                        }
                    })
                    .start();
        }
        assertTrue(all.await(30, TimeUnit.SECONDS), "every task ran");

        int[] next = new int[threads];
        for (int[] one : done) {
            assertEquals(next[one[0]]++, one[1]);
        }
        assertEquals(threads * each, done.size());
    }
}
