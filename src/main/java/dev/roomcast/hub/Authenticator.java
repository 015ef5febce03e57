package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Verifies the identity of clients. Thread: any. */
public interface Authenticator {

    /** Accepts every name that a client states. */
    Authenticator ANONYMOUS = new Tokenless(false);

    /** Rejects every token: a proxy has verified the identity before the handshake. */
    Authenticator ELSEWHERE = new Tokenless(true);

    /** Returns whether clients must prove their identity. */
    boolean isAsking();

    /**
     * Verifies a token.
     *
     * @param room the room that the client wants to enter
     * @return fails with {@link RefusedException} if the token is invalid, or not valid for this room
     */
    CompletionStage<Identity> identify(String token, String room);

    /** An authenticator that rejects every token. */
    record Tokenless(boolean isAsking) implements Authenticator {
        @Override
        public CompletionStage<Identity> identify(String token, String room) {
            return refused(CloseCode.INVALID_TOKEN);
        }
    }

    static CompletionStage<Identity> refused(CloseCode code) {
        return refused(code, null);
    }

    /** @param detail the reason for a developer, without secrets; null: the code alone */
    static CompletionStage<Identity> refused(CloseCode code, @Nullable String detail) {
        return CompletableFuture.failedFuture(new RefusedException(code, detail));
    }

    /** Thrown for a rejected token. */
    final class RefusedException extends RuntimeException {
        private final CloseCode code;
        private final @Nullable String detail;

        public RefusedException(CloseCode code, @Nullable String detail) {
            super(code.reason(), null, false, false);
            this.code = code;
            this.detail = detail;
        }

        public CloseCode code() {
            return code;
        }

        /** Returns the reason for a developer; null: the code alone. */
        public @Nullable String detail() {
            return detail;
        }
    }
}
