package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;

/** Runs of frames in rooms of two nodes. */
abstract class FrameTest extends GameTest {

    static boolean isRun(JsonNode frame) {
        return FakeSubscriber.is(frame, "$run") && !frame.has("id");
    }

    /** Returns the next announced run. */
    static JsonNode toldRun(FakeSubscriber guest) {
        return guest.await(FrameTest::isRun).get("data");
    }

    /** Starts a run and returns its announcement. */
    static JsonNode start(FakeSubscriber host, int rate) {
        host.say("{'method':'$run','id':99,'data':{'rate':" + rate + "}}");
        JsonNode answer = host.await(frame -> frame.has("id") && frame.get("id").intValue() == 99);
        assertEquals("$run", answer.get("method").textValue(), answer::toString);
        return toldRun(host);
    }

    static void input(FakeSubscriber player, String json) {
        player.say("{'method':'$input','data':" + json + "}");
    }

    static String code(FakeSubscriber guest, String request) {
        JsonNode answer = guest.ask(request);
        return answer.get("data").has("code") ? answer.get("data").get("code").textValue() : answer.toString();
    }

    static JsonNode data(JsonNode frame) {
        return frame.get("data");
    }

    private static String frame(FakeSubscriber guest) {
        String start = "{\"method\":\"$frame\",\"data\":";
        String text = guest.next();
        while (!text.startsWith(start)) {
            text = guest.next();
        }
        return text.substring(start.length(), text.length() - 1);
    }

    /** Returns the next frames, each as its text {@code [number,entry,…]}. */
    static List<String> frames(FakeSubscriber guest, int count) {
        List<String> frames = new ArrayList<>();
        while (frames.size() < count) {
            frames.add(frame(guest));
        }
        return frames;
    }

    /** Returns the next frames up to a number of entries. */
    static List<String> framesWith(FakeSubscriber guest, int entries) {
        List<String> frames = new ArrayList<>();
        while (entries(frames).size() < entries) {
            frames.add(frame(guest));
        }
        return frames;
    }

    /** Returns the next frames up to the one that contains a text. */
    static List<String> framesUntil(FakeSubscriber guest, String part) {
        List<String> frames = new ArrayList<>(List.of(frame(guest)));
        while (!frames.get(frames.size() - 1).contains(part)) {
            frames.add(frame(guest));
        }
        return frames;
    }

    /** Returns the next frames up to at least a number. */
    static List<String> framesUntil(FakeSubscriber guest, long number) {
        List<String> frames = new ArrayList<>(List.of(frame(guest)));
        while (Json.parse(frames.get(frames.size() - 1)).get(0).longValue() < number) {
            frames.add(frame(guest));
        }
        return frames;
    }

    /** Returns the next frame that contains a text. */
    static String await(FakeSubscriber guest, String part) {
        String frame = frame(guest);
        while (!frame.contains(part)) {
            frame = frame(guest);
        }
        return frame;
    }

    /** Returns the next entry, the only one of its frame. */
    static String nextEntry(FakeSubscriber guest) {
        List<String> entries = entries(framesWith(guest, 1));
        assertEquals(1, entries.size(), entries::toString);
        return entries.get(0);
    }

    /** Returns the entries of frames; no entry may contain a bracket. */
    static List<String> entries(List<String> frames) {
        List<String> entries = new ArrayList<>();
        for (String frame : frames) {
            String[] parts = frame.substring(0, frame.length() - 1).split(",(?=\\[)");
            entries.addAll(List.of(parts).subList(1, parts.length));
        }
        return entries;
    }

    static List<String> sorted(List<String> all) {
        return all.stream().sorted().toList();
    }

    /** Checks that the numbers of frames have no gap. */
    static void assertUnbroken(List<String> frames) {
        long last = Json.parse(frames.get(0)).get(0).longValue();
        for (String each : frames.subList(1, frames.size())) {
            assertEquals(++last, Json.parse(each).get(0).longValue(), frames::toString);
        }
    }
}
