package dev.roomcast.faults;

import java.util.List;

/** How much happened in a history. */
final class Summary {

    private Summary() {}

    static String of(List<Event> events) {
        long said =
                events.stream().filter(each -> each.kind().equals("publish")).count();
        long faults =
                events.stream().filter(each -> each.kind().equals("fault")).count();
        long welcomes = welcomes(events, "method", "$connect");
        return said + " published, " + welcomes + " connects, of these " + welcomes(events, "resumed", "true")
                + " resumed and " + welcomes(events, "recovered", "true") + " recovered, " + faults
                + " faults of the server";
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
