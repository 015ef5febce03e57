package dev.roomcast.protocol;

import org.jspecify.annotations.Nullable;

/** Decodes the requests of frame sync. */
final class RunRequests {

    /** Decodes the fields of a request on demand. */
    interface Fields {
        RequestFields decode() throws BadFrameException;
    }

    private RunRequests() {}

    /**
     * Decodes a request.
     *
     * @param method one of the four methods of frame sync
     * @param data the data; null: absent
     */
    static Command decode(String method, long id, @Nullable RawJson data, Fields fields) throws BadFrameException {
        return switch (method) {
            case "$run" -> run(id, fields.decode());
            case "$input" -> input(id, data);
            case "$frames" -> frames(id, fields.decode());
            default -> snapshot(id, fields.decode());
        };
    }

    private static Command run(long id, RequestFields fields) throws BadFrameException {
        long rate = fields.has("rate") ? fields.integer("rate", 0) : Command.Run.DEFAULT_RATE;
        if (rate > Command.Run.MAX_RATE) {
            throw fields.bad("rate is an integer from 0 to " + Command.Run.MAX_RATE);
        }
        return new Command.Run(id, (int) rate);
    }

    private static Command input(long id, @Nullable RawJson data) throws BadFrameException {
        if (data == null) {
            throw new BadFrameException(ErrorCode.BAD_REQUEST, id, false, "$input needs data");
        }
        return new Command.Input(id, data);
    }

    private static Command frames(long id, RequestFields fields) throws BadFrameException {
        long after = fields.integer("after", 0);
        boolean wantsSnapshot = fields.isTrue("snapshot");
        if (fields.has("snapshot") && !wantsSnapshot) {
            throw fields.bad("snapshot is true, or absent");
        }
        if (wantsSnapshot == after >= 0) {
            throw fields.bad("either after or snapshot is given");
        }
        long limit = fields.integer("limit", 1);
        return new Command.Frames(id, runOf(fields), after, Math.max(limit, 0));
    }

    private static Command snapshot(long id, RequestFields fields) throws BadFrameException {
        long frame = fields.integer("frame", 0);
        if (frame < 0) {
            throw fields.bad("frame is an integer from 0");
        }
        if (fields.raw("data") == null) {
            throw fields.bad("$snapshot needs data");
        }
        return new Command.Snapshot(id, runOf(fields), frame, fields.raw("data"));
    }

    private static String runOf(RequestFields fields) throws BadFrameException {
        String run = fields.string("run");
        if (run == null) {
            throw fields.bad("run is missing");
        }
        return run;
    }
}
