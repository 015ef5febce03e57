package dev.roomcast.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much happened in a history.
 *
 * @param faults of the servers, by kind
 */
record Summary(
        long published,
        long connects,
        long resumed,
        long recovered,
        long frames,
        long pages,
        Map<String, Long> faults) {

    /** A half or less of what happened in each of the rounds so far. */
    private static final Summary LEAST = new Summary(250, 18, 3, 3, 300, 5, Map.of());

    static Summary of(List<Event> events) {
        return new Summary(
                events.stream().filter(each -> each.kind().equals("publish")).count(),
                count(events, "$connect"),
                welcomes(events, "resumed"),
                welcomes(events, "recovered"),
                count(events, "$frame"),
                count(events, "$frames"),
                events.stream()
                        .filter(each -> each.kind().equals("fault"))
                        .collect(Collectors.groupingBy(
                                each -> each.data().get("what").asText(), TreeMap::new, Collectors.counting())));
    }

    /** Whether enough happened in a round for its violations, or their absence, to mean something. */
    boolean isEnough() {
        return published >= LEAST.published
                && connects >= LEAST.connects
                && resumed >= LEAST.resumed
                && recovered >= LEAST.recovered
                && frames >= LEAST.frames
                && pages >= LEAST.pages
                && !faults.isEmpty();
    }

    @Override
    public String toString() {
        return published + " published, " + connects + " connects, of these " + resumed + " resumed and " + recovered
                + " recovered, " + frames + " frames and " + pages + " pages of them, faults " + faults;
    }

    private static long count(List<Event> events, String method) {
        return events.stream()
                .filter(each -> each.kind().equals("frame"))
                .filter(each -> each.data().get("method").asText().equals(method))
                .count();
    }

    private static long welcomes(List<Event> events, String field) {
        return events.stream()
                .filter(each -> each.kind().equals("frame"))
                .filter(each -> each.data().get("method").asText().equals("$connect"))
                .filter(each -> each.data().get("data").get(field).asBoolean())
                .count();
    }
}
