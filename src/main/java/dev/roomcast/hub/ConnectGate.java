package dev.roomcast.hub;

import dev.roomcast.protocol.RawJson;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the application before a connection enters its room, after the checks of tokens and bans. Thread: any. */
public interface ConnectGate {

    /** Admits every connection. */
    ConnectGate OPEN = new ConnectGate() {
        @Override
        public boolean isAsking() {
            return false;
        }

        @Override
        public CompletionStage<Identity> admit(ConnectRequest request) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /**
     * A connection that requests to enter its room.
     *
     * @param identity the proven identity; null: none
     * @param user the name that the client states; null: none
     * @param info what the client shows to others; null: nothing
     * @param token where this node does not verify tokens; null: none
     * @param address the network address of the client
     * @param query of its address, without tokens
     */
    record ConnectRequest(
            String room,
            boolean plain,
            @Nullable Identity identity,
            @Nullable String user,
            @Nullable RawJson info,
            @Nullable String token,
            String address,
            Map<String, String> query) {}

    /** Returns whether the application is asked. */
    boolean isAsking();

    /**
     * Asks the application.
     *
     * @return the granted values, of which null and 0 change nothing, or null; fails with {@link Authenticator.RefusedException} if
     *     the connection may not enter
     */
    @Nullable
    CompletionStage<Identity> admit(ConnectRequest request);
}
