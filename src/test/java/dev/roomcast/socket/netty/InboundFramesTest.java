package dev.roomcast.socket.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roomcast.frames.FrameCounters;
import dev.roomcast.frames.FrameSyncs;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Connection;
import dev.roomcast.hub.HandshakeRequest;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.hub.Moderator;
import dev.roomcast.hub.Transport;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Limits;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.RoomContext;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomService;
import dev.roomcast.testkit.NodeLimits;
import dev.roomcast.testkit.RoomTypes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The input of one connection over Netty, from the receipt of frames to their handling. */
class InboundFramesTest {

    private final List<String> handled = new ArrayList<>();
    private final List<Throwable> caught = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            caught.add(cause);
            context.close();
        }
    });
    private final InboundFrames inbound = new InboundFrames(channel, 1000, () -> {});

    /** Records each handled text and throws at one of them. */
    private final class Recorder implements Moderator {
        @Override
        public boolean covers(String method) {
            if (method.equals("fail")) {
                throw new IllegalStateException("thrown by the test");
            }
            handled.add(method);
            return false;
        }

        @Override
        public CompletionStage<Verdict> check(ModerationRequest request) {
            throw new UnsupportedOperationException("nothing is covered");
        }
    }

    private void open() {
        Limits limits = NodeLimits.defaults().build();
        ManualClock clock = new ManualClock();
        CommandDecoder decoder = new CommandDecoder(1000);
        Heartbeats heartbeats = new Heartbeats(Map.of(), decoder);
        Hub hub = new Hub(limits, decoder, heartbeats, clock, Authenticator.ANONYMOUS, new Recorder(), caught::add);
        RoomService rooms = new RoomService(new RoomContext(
                limits,
                name -> RoomTypes.defaults().build(),
                clock,
                decoder,
                hub::newBroadcaster,
                new MemoryEngine(new Ids(new Random(1)), clock),
                RoomListener.NONE,
                Runnable::run,
                caught::add,
                FrameSyncs.ofNode(new Ids(new Random(2)), new Random(3), new FrameCounters(), 1000),
                RoomLogic.Factory.NONE));
        Connection connection =
                hub.connection(new HandshakeRequest("r", true, null, null, "127.0.0.1", null), transport(), false);
        connection.open(rooms.open("r"));
        inbound.begin(connection);
    }

    /** Sends nothing. */
    @SuppressWarnings("unchecked")
    private Transport transport() {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "loop" -> channel.eventLoop();
                    case "encode" -> SharedBatch.of((List<Frame>) arguments[0], channel.alloc());
                    case "pending" -> 0L;
                    case "isScarce" -> false;
                    default -> null;
                });
    }

    private void receive(String method) {
        inbound.receive(new TextWebSocketFrame("{\"method\":\"" + method + "\"}"));
    }

    @Test
    void resumes_reading_in_the_order_of_received_frames() {
        open();
        inbound.reading(false);
        receive("a");
        receive("b");
        inbound.reading(true);
        receive("c");
        channel.runPendingTasks();
        assertEquals(List.of("a", "$text", "b", "$text", "c", "$text"), handled);
        assertEquals(List.of(), caught);
    }

    @Test
    void ends_a_connection_that_fails_after_it_resumes_reading() {
        open();
        inbound.reading(false);
        receive("fail");
        receive("b");
        inbound.reading(true);
        channel.runPendingTasks();
        assertEquals(1, caught.size());
        assertFalse(channel.isOpen());
    }
}
