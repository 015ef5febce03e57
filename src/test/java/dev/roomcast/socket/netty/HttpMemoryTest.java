package dev.roomcast.socket.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpMemoryTest {

    private final HttpMemory.Node node = new HttpMemory.Node(100_000);

    private EmbeddedChannel open(int bytes) {
        EmbeddedChannel channel = new EmbeddedChannel();
        HttpMemory.watch(channel, node);
        if (bytes > 0) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
        }
        return channel;
    }

    @Test
    void closes_the_oldest_connections_with_unfinished_requests() {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            channels.add(open(8000));
            assertTrue(node.used() <= 100_000, "used: " + node.used());
            assertTrue(channels.get(i).isOpen(), "the newest connection stays");
        }
        assertFalse(channels.get(0).isOpen());
        channels.forEach(EmbeddedChannel::close);
        assertEquals(0, node.used());
    }

    @Test
    void counts_little_memory_for_a_connection_with_an_answered_request() {
        EmbeddedChannel channel = open(8000);
        assertEquals(HttpMemory.CONNECTION_BYTES + 8000, node.used());
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[10]));
        assertEquals(HttpMemory.CONNECTION_BYTES, node.used());
    }

    @Test
    void closes_no_other_connection_for_an_endless_body() {
        HttpMemory.Node large = new HttpMemory.Node(1_000_000);
        EmbeddedChannel other = new EmbeddedChannel();
        HttpMemory.watch(other, large);
        EmbeddedChannel endless = new EmbeddedChannel();
        HttpMemory.watch(endless, large);
        for (int i = 0; i < 200; i++) {
            endless.writeInbound(Unpooled.wrappedBuffer(new byte[10_000]));
        }
        assertTrue(other.isOpen());
        assertEquals(2 * HttpMemory.CONNECTION_BYTES + HttpMemory.MAX_BYTES, large.used());
        endless.close();
        other.close();
        assertEquals(0, large.held());
    }

    @Test
    void drops_data_while_closing_connections_still_hold_twice_the_bound() {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            EmbeddedChannel channel = open(0);
            channel.freezeTime();
            channels.add(channel);
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[8000]));
        }
        assertTrue(node.held() <= 200_000, "held: " + node.held());
        channels.forEach(EmbeddedChannel::close);
        assertEquals(0, node.held());
    }

    @Test
    void stops_counting_a_web_socket() {
        EmbeddedChannel channel = open(500);
        HttpMemory.release(channel);
        HttpMemory.release(channel);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[10]));
        assertEquals(0, node.used());
    }
}
