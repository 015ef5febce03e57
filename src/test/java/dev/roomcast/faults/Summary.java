package dev.roomcast.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How much happened in a history. */
final class Summary {

    private Summary() {}

    static String of(List<Event> events) {
        long said =
                events.stream().filter(each -> each.kind().equals("publish")).count();
        Map<String, Long> faults = events.stream()
                .filter(each -> each.kind().equals("fault"))
                .collect(Collectors.groupingBy(
                        each -> each.data().get("what").asText(), TreeMap::new, Collectors.counting()));
        long welcomes = welcomes(events, "method", "$connect");
        return said + " published, " + welcomes + " connects, of these " + welcomes(events, "resumed", "true")
                + " resumed and " + welcomes(events, "recovered", "true") + " recovered, " + count(events, "$frame")
                + " frames and " + count(events, "$frames") + " pages of them, faults " + faults;
    }

    private static long count(List<Event> events, String method) {
        return events.stream()
                .filter(each -> each.kind().equals("frame"))
                .filter(each -> each.data().get("method").asText().equals(method))
                .count();
    }

    private static long welcomes(List<Event> events, String field, String value) {
        return events.stream()
                .filter(each -> each.kind().equals("frame"))
                .filter(each -> each.data().get("method").asText().equals("$connect"))
                .filter(each -> field.equals("method")
                        || each.data().get("data").get(field).asText().equals(value))
                .count();
    }
}
