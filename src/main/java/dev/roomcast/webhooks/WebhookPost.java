package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Events that are sent to the receiver in one request. */
final class WebhookPost {

    private final WebhookQueue.Sender sender;
    private final long time;
    private final long first;
    private final List<WebhookEvent> events;
    private final String id;
    private final byte[] body;
    /** The number of attempts. */
    int attempts;

    /**
     * @param time the time in milliseconds since 1970
     * @param first the number of the first event
     */
    WebhookPost(WebhookQueue.Sender sender, long time, long first, List<WebhookEvent> events) {
        this(sender, time, first, events, "msg_" + sender.epoch() + "_" + first);
    }

    private WebhookPost(WebhookQueue.Sender sender, long time, long first, List<WebhookEvent> events, String id) {
        this.sender = sender;
        this.time = time;
        this.first = first;
        this.events = events;
        this.id = id;
        this.body = json().getBytes(UTF_8);
    }

    String id() {
        return id;
    }

    byte[] body() {
        return body;
    }

    int size() {
        return events.size();
    }

    /** Returns the first or second half of the events as a separate post with a new id. */
    WebhookPost half(boolean isFirst) {
        int middle = events.size() / 2;
        List<WebhookEvent> part = isFirst ? events.subList(0, middle) : events.subList(middle, events.size());
        long from = isFirst ? first : first + middle;
        return new WebhookPost(sender, time, from, part, "msg_" + sender.epoch() + "_" + from + "_" + part.size());
    }

    private String json() {
        StringBuilder json = new StringBuilder(events.size() * 128)
                .append(new JsonObject()
                        .put("id", id)
                        .put("time", time)
                        .put("node", sender.node())
                        .put("epoch", sender.epoch())
                        .put("first", first)
                        .encode());
        json.setLength(json.length() - 1);
        String separator = ",\"events\":[";
        for (WebhookEvent event : events) {
            json.append(separator);
            event.write(json);
            separator = ",";
        }
        return json.append("]}").toString();
    }
}
