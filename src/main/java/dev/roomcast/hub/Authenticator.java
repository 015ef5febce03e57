package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out who somebody is. Any thread may ask. */
public interface Authenticator {

    /** Where nobody is asked: a name is what its owner says it is. */
    Authenticator ANONYMOUS = new Tokenless(false);

    /** Where it is found out before the handshake comes here; no token is good. */
    Authenticator ELSEWHERE = new Tokenless(true);

    /** Whether it must be known who somebody is. */
    boolean isAsking();

    /**
     * Who brings this token.
     *
     * @param room which it wants to enter
     * @return fails with {@link Refused} where the token is not good, or not for this room
     */
    CompletionStage<Identity> identify(String token, String room);

    /** One that knows no tokens. */
    record Tokenless(boolean isAsking) implements Authenticator {
        @Override
        public CompletionStage<Identity> identify(String token, String room) {
            return refused(CloseCode.INVALID_TOKEN);
        }
    }

    static CompletionStage<Identity> refused(CloseCode why) {
        return CompletableFuture.failedFuture(new Refused(why));
    }

    /** A token that is not good. */
    final class Refused extends RuntimeException {
        private final CloseCode why;

        Refused(CloseCode why) {
            super(why.reason(), null, false, false);
            this.why = why;
        }

        public CloseCode why() {
            return why;
        }
    }
}
