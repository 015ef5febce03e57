package dev.roomcast.hub;

import dev.roomcast.room.Broadcaster;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.OutboundMessage;
import dev.roomcast.room.Subscriber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of one room on this node: one {@link RoomShard} for each event loop that serves a member. */
final class Fanout implements Broadcaster {

    private final Hub hub;
    private final List<Part> parts = new ArrayList<>(2);

    /** A shard, with the number of its members per level as the room counts them. */
    private static final class Part {
        final RoomShard shard;
        int plain;
        int level1;

        Part(RoomShard shard) {
            this.shard = shard;
        }

        void count(boolean isPlain, int change) {
            if (isPlain) {
                plain += change;
            } else {
                level1 += change;
            }
        }

        /** Enqueues a message. A failure closes the members of this shard only. */
        void enqueue(OutboundMessage message) {
            try {
                shard.enqueue(message);
            } catch (Throwable e) {
                shard.closeAllLater(e);
                if (message.only() != null && Connection.of(message.only()).isLargeAnswer(message)) {
                    Connection.of(message.only()).onAnswerWritten();
                }
            }
        }

        boolean concerns(OutboundMessage message) {
            return plain > 0 && message.level0() != null || level1 > 0 && message.level1() != null;
        }
    }

    Fanout(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void broadcast(OutboundMessage message) {
        if (message.only() != null) {
            part(message.only()).enqueue(message);
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).concerns(message)) {
                parts.get(i).enqueue(message);
            }
        }
    }

    @Override
    public void subscribe(Subscriber subscriber) {
        Part part = part(subscriber);
        part.shard.subscribe(Connection.of(subscriber));
        part.count(subscriber.isPlain(), 1);
    }

    @Override
    public void unsubscribe(Subscriber subscriber, @Nullable Disconnect disconnect) {
        Part part = part(subscriber);
        part.shard.unsubscribe(Connection.of(subscriber), disconnect);
        part.count(subscriber.isPlain(), -1);
    }

    @Override
    public void disconnect(Subscriber subscriber, Disconnect disconnect) {
        part(subscriber).shard.unsubscribe(Connection.of(subscriber), disconnect);
    }

    private Part part(Subscriber subscriber) {
        LoopDispatcher loop = Connection.of(subscriber).loop();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).shard.loop() == loop) {
                return parts.get(i);
            }
        }
        Part part = new Part(new RoomShard(hub, loop));
        parts.add(part);
        return part;
    }
}
