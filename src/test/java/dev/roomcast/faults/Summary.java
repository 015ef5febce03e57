package dev.roomcast.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The number of events in a history, by kind.
 *
 * @param faults the number of faults by kind
 */
record Summary(
        long published,
        long connects,
        long resumed,
        long recovered,
        long frames,
        long pages,
        Map<String, Long> faults) {

    /** At most half of the events in each previous round. */
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

    /** Returns whether a round had enough events for a significant result. */
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
