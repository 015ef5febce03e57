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
     * A connection's request to enter its room.
     *
     * @param identity the proven identity; null: none
     * @param user the name that the client states; null: none
     * @param info the info that other members see; null: none
     * @param token the token, if this node does not verify tokens; null: none
     * @param address the network address of the client
     * @param query the query parameters of the connection's URL, without tokens
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
     * @return the granted values, in which null and 0 mean "no change"; null: nothing is granted; fails with {@link
     *     Authenticator.RefusedException} if the connection may not enter
     */
    @Nullable
    CompletionStage<Identity> admit(ConnectRequest request);
}
