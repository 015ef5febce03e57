package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Conversation;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import dev.roomcast.webhooks.FakeReceiver;
import dev.roomcast.webhooks.FakeReceiver.Behaviour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhook events and hook requests to an application server, including a faulty one. */
class WebhooksIT {

    private static final String SECRET = "the secret of this test, long enough";

    private final FakeReceiver receiver = new FakeReceiver();

    private ServerProcess.Options options() {
        return ServerProcess.options().with("ROOMCAST_NODE", "n1").with("ROOMCAST_HOOKS_SECRET", SECRET);
    }

    private ServerProcess telling() throws Exception {
        return options()
                .with("ROOMCAST_HOOKS_URL", receiver.address())
                .with("ROOMCAST_HOOKS_METHODS", "chat")
                .start();
    }

    private ServerProcess asking(String timeout, String methods) throws Exception {
        return options()
                .with("ROOMCAST_HOOKS_BEFORE_PUBLISH_URL", receiver.address())
                .with("ROOMCAST_HOOKS_BEFORE_PUBLISH_TIMEOUT", timeout)
                .with("ROOMCAST_HOOKS_BEFORE_PUBLISH_METHODS", methods)
                .start();
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
    }

    /** Returns every accepted event in a short form. */
    private List<String> events() {
        return receiver.requests().stream()
                .map(request -> new JsonObject(request.body()))
                .distinct()
                .flatMap(post -> events(post.getJsonArray("events")))
                .toList();
    }

    private static Stream<String> events(JsonArray events) {
        return IntStream.range(0, events.size()).mapToObj(events::getJsonObject).map(event -> {
            JsonObject publication = event.getJsonObject("publication", new JsonObject());
            return Stream.of("event", "room", "user", "reason")
                            .map(event::getString)
                            .filter(word -> word != null)
                            .reduce((one, other) -> one + " " + other)
                            .orElseThrow()
                    + (publication.isEmpty() ? "" : " " + publication.getValue("data"));
        });
    }

    @Test
    void receives_all_events_in_order() throws Exception {
        try (ServerProcess server = telling()) {
            try (RawClient li = RawClient.open(server, "/ws/a?user=li")) {
                li.sendText("{\"method\":\"chat\",\"data\":\"hi\"}");
                li.sendText("{\"method\":\"move\",\"data\":\"nobody is told\"}");
                li.read();
                li.read();
            }
            eventually("the room is closed", () -> events().contains("room.closed a"));
            assertEquals(0, server.stop().code());
        }
        assertEquals(
                List.of(
                        "room.reset",
                        "room.opened a",
                        "member.joined a li",
                        "publication a hi",
                        "member.left a li left",
                        "room.closed a",
                        "room.reset"),
                events());
        for (FakeReceiver.Request request : receiver.requests()) {
            String signed = request.headers().get("webhook-id") + "."
                    + request.headers().get("webhook-timestamp") + "." + request.body();
            assertEquals(hmac(signed), request.headers().get("webhook-signature"));
        }
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }

    @Test
    void delivers_all_events_to_a_faulty_endpoint_without_delaying_members() throws Exception {
        receiver.does(request -> switch (receiver.requests().size()) {
            case 1 -> Behaviour.head(500, 0);
            case 2 -> null;
            case 3 -> "HTTP/1.1 what?\r\n\r\n";
            case 4 -> Behaviour.head(302, 0);
            default -> Behaviour.head(204, 0);
        });
        try (ServerProcess server = telling()) {
            Conversation.goesOnDuring(server, room -> {
                eventually("the reset was accepted", () -> receiver.requests().size() > 4);
            });
            eventually("all left", () -> events().stream().anyMatch(event -> event.startsWith("room.closed")));
            assertEquals("room.reset", events().get(0));
            assertEquals(
                    Conversation.SIZE,
                    events().stream()
                            .filter(event -> event.startsWith("member.left"))
                            .count());
        }
    }

    @Test
    void reports_a_match_once() throws Exception {
        try (ServerProcess server = options()
                .with("ROOMCAST_HOOKS_URL", receiver.address())
                .with("ROOMCAST_HOOKS_EVENTS", "match.made")
                .with("ROOMCAST_ROOMS__DUEL__MATCH_PLAYERS", 2)
                .start()) {
            List<WireMember> players = List.of(
                    WireMember.join(server, "/ws/lobby?v=1&user=li"),
                    WireMember.join(server, "/ws/hall?v=1&user=wang"));
            for (WireMember each : players) {
                each.say("{\"method\":\"$connect\",\"id\":1}");
                each.say("{\"method\":\"$match\",\"id\":2,\"data\":{\"rooms\":\"duel\"}}");
            }
            for (WireMember each : players) {
                eventually(
                        "the player is notified", () -> each.heard().toString().contains("$matched"));
                each.close();
            }
            assertEquals(0, server.stop().code());
        }
        List<JsonObject> matches = receiver.requests().stream()
                .map(request -> new JsonObject(request.body()))
                .distinct()
                .flatMap(post -> post.getJsonArray("events").stream())
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("event").equals("match.made"))
                .toList();
        assertEquals(1, matches.size(), matches.toString());
        assertEquals("duel", matches.get(0).getString("rooms"));
        assertEquals(
                Set.of("li", "wang"),
                matches.get(0).getJsonArray("players").stream()
                        .map(player -> ((JsonObject) player).getString("user"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void stops_in_time_despite_a_silent_endpoint() throws Exception {
        receiver.does(request -> "");
        try (ServerProcess server = options()
                .with("ROOMCAST_HOOKS_URL", receiver.address())
                .with("ROOMCAST_HOOKS_STOP_TIME", "200ms")
                .start()) {
            eventually("the event was posted", () -> !receiver.requests().isEmpty());
            assertEquals(0, server.stop().code());
            assertTrue(server.log().newest().contains("event=webhook-lost"));
        }
    }

    @Test
    void applies_the_decision_of_the_application() throws Exception {
        receiver.does(request -> {
            JsonObject question = new JsonObject(request.body());
            String data = question.getString("data");
            JsonObject answer = switch (data) {
                case "bad" -> new JsonObject().put("result", "refuse").put("message", "not like this");
                case "old" -> new JsonObject().put("result", "replace").put("data", "new");
                default -> new JsonObject().put("result", "allow");
            };
            return Behaviour.answers(200, answer.encode()).answer(request);
        });
        try (ServerProcess server = asking("20s", "chat,$text");
                RawClient li = RawClient.open(server, "/ws/a?v=1&user=li");
                RawClient plain = RawClient.open(server, "/ws/a?user=wang")) {
            li.sendText("{\"method\":\"$connect\",\"id\":1}");
            li.read();
            for (String data : List.of("bad", "old", "good")) {
                li.sendText("{\"method\":\"chat\",\"id\":2" + data.length() + ",\"data\":\"" + data + "\"}");
            }
            String refused = li.read().text();
            assertTrue(refused.contains("\"message\":\"not like this\""), refused);
            assertTrue(plain.read().text().startsWith("{\"method\":\"chat\",\"data\":\"new\",\"user\":\"li\""));
            assertTrue(plain.read().text().startsWith("{\"method\":\"chat\",\"data\":\"good\",\"user\":\"li\""));
            plain.sendText("bad");
            plain.sendText("old");
            assertEquals("new", plain.read().text());
            assertEquals("li", new JsonObject(receiver.requests().get(0).body()).getString("user"));
        }
    }

    @Test
    void refuses_a_message_without_an_answer_and_delays_no_other_member() throws Exception {
        receiver.does(request -> "");
        try (ServerProcess server = asking("300ms", "chat")) {
            Conversation.goesOnDuring(server, room -> {
                try (RawClient li = RawClient.open(server, "/ws/b?v=1")) {
                    li.sendText("{\"method\":\"$connect\",\"id\":1}");
                    li.read();
                    li.sendText("{\"method\":\"chat\",\"id\":2,\"data\":\"?\"}");
                    assertTrue(li.read().text().contains("\"unavailable\""));
                    li.sendText("{\"method\":\"$leave\"}");
                }
            });
        }
    }
}
