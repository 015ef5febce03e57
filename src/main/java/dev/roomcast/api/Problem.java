package dev.roomcast.api;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.FrameWriter;

/** What is wrong with a request, told as RFC 9457 has it: nothing of the server's inside is in it. */
final class Problem extends RuntimeException {

    static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPE = "urn:roomcast:problem:";

    private final int status;
    private final String word;
    private final String title;

    private Problem(int status, String word, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.word = word;
        this.title = title;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, ErrorCode.BAD_REQUEST.wire(), "Bad request", detail);
    }

    static Problem unauthorized() {
        String detail = "Authorization: Bearer with a key of roomcast.api.key is expected";
        return new Problem(401, ErrorCode.UNAUTHORIZED.wire(), "Unauthorized", detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "not_found", "Not found", detail);
    }

    static Problem wrongMethod(String allowed) {
        return new Problem(405, "method_not_allowed", "Method not allowed", "allowed here: " + allowed);
    }

    static Problem tooLarge(int bytes) {
        String detail = "a request has at most " + bytes + " bytes";
        return new Problem(413, ErrorCode.TOO_LARGE.wire(), "Too large", detail);
    }

    static Problem wrongType() {
        return new Problem(415, "unsupported_type", "Unsupported type", "Content-Type: application/json is expected");
    }

    static Problem internal() {
        return new Problem(500, ErrorCode.INTERNAL.wire(), "Internal error", "it is in the log");
    }

    static Problem unavailable(String detail) {
        return new Problem(503, ErrorCode.UNAVAILABLE.wire(), "Unavailable", detail);
    }

    int status() {
        return status;
    }

    byte[] json() {
        return write(new FrameWriter(128)).json();
    }

    FrameWriter write(FrameWriter writer) {
        return writer.ascii("{\"type\":\"" + TYPE + word + "\",\"title\":\"" + title + "\",\"status\":" + status)
                .ascii(",\"detail\":")
                .string(getMessage())
                .ascii("}");
    }
}
