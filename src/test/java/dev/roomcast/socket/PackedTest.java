package dev.roomcast.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The place that a loop uses again and again holds one batch at a time, and none that still waits. */
class PackedTest {

    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private static Packed pack(String text) {
        return Packed.of(List.of(Frame.text(text), Frame.text("end")), ALLOCATOR);
    }

    private static String take(Packed packed) {
        ByteBuf rest = packed.rest(0, ALLOCATOR);
        String text = rest.toString(UTF_8);
        assertEquals(1, text.split("end", -1).length - 1, text);
        rest.release();
        return text;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 20_000})
    void a_batch_that_is_made_while_another_is_written_leaves_it_as_it_is(int length) {
        String one = "1".repeat(length);
        String two = "2".repeat(length);
        Packed outer = pack(one);
        Packed inner = pack(two);
        assertTrue(take(inner).contains(two));
        inner.release();
        assertTrue(take(outer).contains(one));
        outer.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 20_000})
    void what_waits_stays_as_it_is_when_the_loop_packs_the_next_and_is_given_back_in_the_end(int length) {
        Packed first = pack("1".repeat(length));
        int size = first.size();
        ByteBuf waiting = first.rest(3, ALLOCATOR);
        first.release();
        Packed next = pack("2".repeat(length));
        assertEquals(size, next.size());
        assertEquals(size - 3, waiting.readableBytes());
        assertEquals("1".repeat(length - 1), waiting.toString(length < 126 ? 0 : 2, length - 1, UTF_8));
        assertTrue(take(next).contains("2".repeat(length)));
        next.release();
        assertEquals(1, waiting.refCnt());
        assertTrue(waiting.release());
    }
}
