package dev.roomcast.examples;

import dev.roomcast.rules.Decision;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import jakarta.enterprise.context.ApplicationScoped;

/** Accepts every message, to measure the cost of an empty rule. Copy it to src/main/java before the build. */
@ApplicationScoped
@Rooms("ruled-*")
public class AcceptAll implements RoomRules {

    @Override
    public Decision onPublication(RoomView room, Sender sender, Publication publication) {
        return Decision.accept();
    }
}
