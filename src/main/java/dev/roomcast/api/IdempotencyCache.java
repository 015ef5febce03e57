package dev.roomcast.api;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Retains the results of requests by key for some time. A repeated request receives the first result, even if that is
 * still pending. Bounded by count and time; a failed request may be repeated. Thread: any.
 */
final class IdempotencyCache<K, R> {

    private final int size;
    private final long age;
    private final LongSupplier now;
    /** The results in the order of their requests. */
    private final Map<K, Done<R>> done = new LinkedHashMap<>();

    private record Done<R>(CompletionStage<R> result, long at) {}

    /**
     * @param size the maximum number of keys
     * @param age the retention time, in milliseconds
     * @param now returns milliseconds of a monotonic clock
     */
    IdempotencyCache(int size, long age, LongSupplier now) {
        this.size = size;
        this.age = age;
        this.now = now;
    }

    /** @param key the key; null: the task always runs */
    CompletionStage<R> run(@Nullable K key, Supplier<CompletionStage<R>> task) {
        if (key == null) {
            return task.get();
        }
        synchronized (this) {
            evict();
            Done<R> earlier = done.get(key);
            if (earlier != null) {
                return earlier.result;
            }
            CompletionStage<R> result = task.get();
            done.put(key, new Done<>(result, now.getAsLong()));
            result.whenComplete((value, failure) -> {
                if (failure != null) {
                    remove(key, result);
                }
            });
            return result;
        }
    }

    synchronized void removeIf(Predicate<K> condition) {
        done.keySet().removeIf(condition);
    }

    private synchronized void remove(K key, CompletionStage<R> result) {
        Done<R> known = done.get(key);
        if (known != null && known.result == result) {
            done.remove(key);
        }
    }

    /** Evicts expired results, and the oldest one if the cache is full. */
    private void evict() {
        long end = now.getAsLong() - age;
        Iterator<Done<R>> oldest = done.values().iterator();
        while (oldest.hasNext()) {
            boolean isOld = oldest.next().at <= end;
            if (!isOld && done.size() < size) {
                return;
            }
            oldest.remove();
        }
    }
}
