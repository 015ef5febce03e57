package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes the frames of frame sync that the server sends. */
public final class RunFrames {

    private static final byte[] FRAME_START = "{\"method\":\"$frame\",\"data\":".getBytes(US_ASCII);

    private RunFrames() {}

    /**
     * A run in the form that players and watchers receive.
     *
     * @param rate the frames per second; 0: the run has ended
     * @param seed an unsigned 32-bit integer
     * @param timeMillis the due time of frame 0, in milliseconds since 1970
     * @param players the clients of the players by slot
     * @param frame the number of the last frame
     * @param reason the reason for the end of the run; null: it has not ended
     */
    public record RunView(
            String run,
            int rate,
            long seed,
            long timeMillis,
            List<String> players,
            long frame,
            @Nullable String reason) {}

    /** A player's snapshot. @param data the snapshot in its original encoding */
    public record SnapshotView(long frame, String client, RawJson data) {}

    /** Encodes the notification of a run that starts or continues. */
    public static Frame started(RunView run) {
        JsonWriter writer = new JsonWriter(160).ascii("{\"method\":\"$run\",\"data\":{");
        id(writer, run)
                .ascii(",\"frame\":")
                .number(run.frame)
                .ascii(",\"time\":")
                .number(run.timeMillis);
        return players(writer, run).ascii("}}").frame();
    }

    /** Encodes the notification of a run that has ended. */
    public static Frame ended(RunView run) {
        return new JsonWriter(100)
                .ascii("{\"method\":\"$run\",\"data\":{\"run\":")
                .string(run.run)
                .ascii(",\"rate\":0,\"frame\":")
                .number(run.frame)
                .ascii(",\"reason\":")
                .string(run.reason)
                .ascii("}}")
                .frame();
    }

    /**
     * Encodes the field {@code run} of a welcome.
     *
     * @param first the number from which every frame is retained
     * @param snapshot the frame of the retained snapshot; -1: none
     */
    public static RawJson welcome(RunView run, long first, long snapshot) {
        JsonWriter writer =
                id(new JsonWriter(200).ascii("{"), run).ascii(",\"time\":").number(run.timeMillis);
        players(writer, run)
                .ascii(",\"frame\":")
                .number(run.frame)
                .ascii(",\"first\":")
                .number(first);
        if (snapshot >= 0) {
            writer.ascii(",\"snapshot\":").number(snapshot);
        }
        if (run.reason != null) {
            writer.ascii(",\"reason\":").string(run.reason);
        }
        byte[] json = writer.ascii("}").json();
        return new RawJson(json, 0, json.length);
    }

    private static JsonWriter id(JsonWriter writer, RunView run) {
        return writer.ascii("\"run\":")
                .string(run.run)
                .ascii(",\"rate\":")
                .number(run.rate)
                .ascii(",\"seed\":")
                .number(run.seed);
    }

    private static JsonWriter players(JsonWriter writer, RunView run) {
        writer.ascii(",\"players\":[");
        String comma = "";
        for (String client : run.players) {
            writer.ascii(comma).string(client);
            comma = ",";
        }
        return writer.ascii("]");
    }

    /**
     * Encodes a frame of the run.
     *
     * @param json the frame as {@code [number,entry,…]}
     */
    public static Frame frame(RawJson json) {
        return new JsonWriter(FRAME_START.length + json.length() + 1)
                .raw(FRAME_START)
                .raw(json)
                .ascii("}")
                .frame();
    }

    /**
     * Encodes the answer to {@code $frames}.
     *
     * @param frame the number of the last frame that {@code frames} covers
     * @param frames the retained frames, each as {@code [number,entry,…]}
     */
    public static Frame frames(long id, String run, long frame, boolean complete, List<RawJson> frames) {
        return rest(start(id, run), frame, complete, frames);
    }

    /** Encodes the answer to {@code $frames} with a snapshot. @param snapshot the retained snapshot; null: none */
    public static Frame frames(
            long id, String run, @Nullable SnapshotView snapshot, long frame, boolean complete, List<RawJson> frames) {
        JsonWriter writer = start(id, run).ascii(",\"snapshot\":");
        if (snapshot == null) {
            writer.ascii("null");
        } else {
            writer.ascii("{\"frame\":")
                    .number(snapshot.frame)
                    .ascii(",\"client\":")
                    .string(snapshot.client)
                    .ascii(",\"data\":")
                    .raw(snapshot.data)
                    .ascii("}");
        }
        return rest(writer, frame, complete, frames);
    }

    /**
     * Encodes a run with its retained frames: {@code {"run":…,"frame":…,"complete":…,"frames":[…]}}.
     *
     * @param run the run as in a welcome
     * @param frame the number of the last frame that {@code frames} covers
     * @param frames the retained frames, each as {@code [number,entry,…]}
     */
    public static RawJson replay(RawJson run, long frame, boolean complete, List<RawJson> frames) {
        JsonWriter writer = new JsonWriter(512).ascii("{\"run\":").raw(run);
        byte[] json = list(writer, frame, complete, frames).ascii("}").json();
        return new RawJson(json, 0, json.length);
    }

    private static JsonWriter start(long id, String run) {
        JsonWriter writer = new JsonWriter(512).ascii("{\"method\":\"$frames\"");
        if (id > 0) {
            writer.ascii(",\"id\":").number(id);
        }
        return writer.ascii(",\"data\":{\"run\":").string(run);
    }

    private static Frame rest(JsonWriter writer, long frame, boolean complete, List<RawJson> frames) {
        return list(writer, frame, complete, frames).ascii("}}").frame();
    }

    private static JsonWriter list(JsonWriter writer, long frame, boolean complete, List<RawJson> frames) {
        writer.ascii(",\"frame\":").number(frame).ascii(",\"complete\":" + complete + ",\"frames\":[");
        String comma = "";
        for (RawJson each : frames) {
            writer.ascii(comma).raw(each);
            comma = ",";
        }
        return writer.ascii("]");
    }
}
