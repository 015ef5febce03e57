package dev.roomcast.examples;

import dev.roomcast.rules.Decision;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import jakarta.enterprise.context.ApplicationScoped;

/** Accepts everything: what a rule costs that does nothing. To be copied to src/main/java before the build. */
@ApplicationScoped
@Rooms("ruled-*")
public class AcceptAll implements RoomRules {

    @Override
    public Decision onPublication(RoomView room, Sender sender, Publication publication) {
        return Decision.accept();
    }
}
