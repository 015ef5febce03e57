package dev.roomcast.rules.testing;

import dev.roomcast.room.Broadcaster;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.OutboundMessage;
import dev.roomcast.room.Subscriber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Delivers the messages of a room to the members of a test immediately. Thread: the test. */
final class TestBroadcaster implements Broadcaster {

    private final List<TestMember> members = new ArrayList<>();

    @Override
    public void broadcast(OutboundMessage message) {
        if (message.only() != null) {
            ((TestMember) message.only()).receive(message.level1());
            return;
        }
        for (TestMember each : List.copyOf(members)) {
            if (each != message.except()) {
                each.receive(message.level1());
            }
        }
    }

    @Override
    public void subscribe(Subscriber subscriber) {
        members.add((TestMember) subscriber);
    }

    @Override
    public void unsubscribe(Subscriber subscriber, @Nullable Disconnect disconnect) {
        members.remove((TestMember) subscriber);
        if (disconnect != null) {
            subscriber.disconnect(disconnect);
        }
    }
}
