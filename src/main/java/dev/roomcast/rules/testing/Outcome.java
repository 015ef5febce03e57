package dev.roomcast.rules.testing;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The outcome of a publication in a test. Thread: the test. */
public final class Outcome {

    private boolean isAccepted;
    private long offset;
    private @Nullable String code;
    private String message;

    void accept(long offset) {
        isAccepted = true;
        this.offset = offset;
    }

    void refuse(JsonNode error) {
        refuse(error.path("code").asText(), error.path("message").asText());
    }

    void refuse(String code, String message) {
        this.code = code;
        this.message = message;
    }

    /** Whether the publication is in the order. */
    public boolean isAccepted() {
        return isAccepted;
    }

    /** Whether the publication is refused. */
    public boolean isRefused() {
        return code != null;
    }

    /** Whether the rule has not decided yet. */
    public boolean isPending() {
        return !isAccepted && code == null;
    }

    /** The offset of the publication; 0: it has none. */
    public long offset() {
        return offset;
    }

    /** The code of the error, such as {@code forbidden}; null without one. */
    public @Nullable String code() {
        return code;
    }

    /** The message of the error; null without one. */
    public @Nullable String message() {
        return message;
    }

    @Override
    public String toString() {
        return isAccepted ? "accepted at " + offset : isPending() ? "pending" : code + ": " + message;
    }
}
