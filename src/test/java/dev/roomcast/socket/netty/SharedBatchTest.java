package dev.roomcast.socket.netty;

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

/** The reused buffer of an event loop, which holds one batch at a time and never a pending one. */
class SharedBatchTest {

    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private static SharedBatch pack(String text) {
        return SharedBatch.of(List.of(Frame.text(text), Frame.text("end")), ALLOCATOR);
    }

    private static String take(SharedBatch batch) {
        ByteBuf rest = batch.rest(0, ALLOCATOR);
        String text = rest.toString(UTF_8);
        assertEquals(1, text.split("end", -1).length - 1, text);
        rest.release();
        return text;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 20_000})
    void does_not_overwrite_a_pending_batch(int length) {
        String one = "1".repeat(length);
        String two = "2".repeat(length);
        SharedBatch outer = pack(one);
        SharedBatch inner = pack(two);
        assertTrue(take(inner).contains(two));
        inner.release();
        assertTrue(take(outer).contains(one));
        outer.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 20_000})
    void keeps_pending_bytes_while_the_next_batch_is_encoded(int length) {
        SharedBatch first = pack("1".repeat(length));
        int size = first.size();
        ByteBuf waiting = first.rest(3, ALLOCATOR);
        first.release();
        SharedBatch next = pack("2".repeat(length));
        assertEquals(size, next.size());
        assertEquals(size - 3, waiting.readableBytes());
        assertEquals("1".repeat(length - 1), waiting.toString(length < 126 ? 0 : 2, length - 1, UTF_8));
        assertTrue(take(next).contains("2".repeat(length)));
        next.release();
        assertEquals(1, waiting.refCnt());
        assertTrue(waiting.release());
    }
}
