package dev.roomcast.api;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.room.StateRefusal;

/** An error response according to RFC 9457, without internals of the server. */
final class ProblemException extends RuntimeException {

    static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPE = "urn:roomcast:problem:";

    private final int status;
    private final String word;
    private final String title;

    private ProblemException(int status, String word, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.word = word;
        this.title = title;
    }

    static ProblemException badRequest(String detail) {
        return new ProblemException(400, ErrorCode.BAD_REQUEST.wire(), "Bad request", detail);
    }

    static ProblemException unauthorized() {
        String detail = "Authorization: Bearer with a key of roomcast.api.key is expected";
        return new ProblemException(401, ErrorCode.UNAUTHORIZED.wire(), "Unauthorized", detail);
    }

    static ProblemException forbidden(String detail) {
        return new ProblemException(403, ErrorCode.FORBIDDEN.wire(), "Forbidden", detail);
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "not_found", "Not found", detail);
    }

    static ProblemException wrongMethod(String allowed) {
        return new ProblemException(405, "method_not_allowed", "Method not allowed", "allowed here: " + allowed);
    }

    static ProblemException conflict(String detail) {
        return new ProblemException(409, ErrorCode.CONFLICT.wire(), "Conflict", detail);
    }

    /** Returns the response to a refused change of the shared state. */
    static ProblemException of(StateRefusal refusal) {
        return switch (refusal.code()) {
            case CONFLICT -> conflict(refusal.message());
            case TOO_LARGE -> tooLarge(refusal.message());
            default -> new ProblemException(403, ErrorCode.FORBIDDEN.wire(), "Forbidden", refusal.message());
        };
    }

    static ProblemException tooLarge(int bytes) {
        return tooLarge("a request has at most " + bytes + " bytes");
    }

    static ProblemException tooLarge(String detail) {
        return new ProblemException(413, ErrorCode.TOO_LARGE.wire(), "Too large", detail);
    }

    static ProblemException wrongType(String detail) {
        return new ProblemException(415, "unsupported_type", "Unsupported type", detail);
    }

    static ProblemException tooMany(String detail) {
        return new ProblemException(429, ErrorCode.RATE_LIMITED.wire(), "Too many requests", detail);
    }

    static ProblemException internal() {
        return new ProblemException(500, ErrorCode.INTERNAL.wire(), "Internal error", "it is in the log");
    }

    static ProblemException unavailable(String detail) {
        return new ProblemException(503, ErrorCode.UNAVAILABLE.wire(), "Unavailable", detail);
    }

    int status() {
        return status;
    }

    byte[] json() {
        return write(new JsonWriter(128)).json();
    }

    JsonWriter write(JsonWriter writer) {
        return writer.ascii("{\"type\":\"" + TYPE + word + "\",\"title\":\"" + title + "\",\"status\":" + status)
                .ascii(",\"detail\":")
                .string(getMessage())
                .ascii("}");
    }
}
