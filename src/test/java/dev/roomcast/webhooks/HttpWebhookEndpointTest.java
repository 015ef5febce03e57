package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.webhooks.FakeReceiver.Behaviour;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP posts to working and faulty servers. */
class HttpWebhookEndpointTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final WebhookSignature SIGNATURE = new WebhookSignature("the secret of this test, long enough");
    private static final byte[] BODY = "{\"你\":1}".getBytes(UTF_8);

    private final FakeReceiver server = new FakeReceiver();

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private HttpWebhookEndpoint receiver(Duration timeout) {
        return receiver(server.address(), timeout);
    }

    private static HttpWebhookEndpoint receiver(String address, Duration timeout) {
        return new HttpWebhookEndpoint(
                VERTX,
                new HttpWebhookEndpoint.Target("events", URI.create(address), timeout, 1, 1000),
                SIGNATURE,
                () -> 1_764_000_000_999L);
    }

    private WebhookEndpoint.Response post() {
        return receiver(Duration.ofSeconds(30))
                .post("msg_1", BODY)
                .toCompletableFuture()
                .join();
    }

    private static String failure(WebhookEndpoint endpoint) {
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> endpoint.post("msg_1", BODY).toCompletableFuture().join());
        return WebhookException.messageOf(failure);
    }

    @Test
    void signs_posts_and_sends_them_unchanged() {
        server.does(Behaviour.answers(200, "thanks"));

        assertEquals(new WebhookEndpoint.Response(200, "thanks"), post());
        FakeReceiver.Request request = server.requests().get(0);
        assertEquals("/hooks?app=1", request.path());
        assertEquals("{\"你\":1}", request.body());
        assertEquals("application/json", request.headers().get("content-type"));
        assertEquals("msg_1", request.headers().get("webhook-id"));
        assertEquals("1764000000", request.headers().get("webhook-timestamp"));
        assertEquals(
                SIGNATURE.of("msg_1", 1_764_000_000, BODY), request.headers().get("webhook-signature"));
    }

    @Test
    void does_not_follow_a_redirect() {
        server.does(Behaviour.answers(307, ""));

        assertEquals(307, post().status());
        assertEquals(1, server.requests().size());
    }

    @Test
    void discards_a_huge_answer() {
        server.does(Behaviour.answers(200, "x".repeat(1001)));
        assertEquals("an answer of more than 1000 bytes", failure(receiver(Duration.ofSeconds(30))));
    }

    @Test
    void times_out_without_an_answer_or_with_half_an_answer() {
        server.does(request -> "");
        assertEquals("no answer in time", failure(receiver(Duration.ofMillis(200))));
        server.does(request -> Behaviour.head(200, 100) + "half");
        assertEquals("no answer in time", failure(receiver(Duration.ofMillis(200))));
    }

    @Test
    void fails_when_the_server_closes_the_connection_or_does_not_use_http() {
        server.does(request -> null);
        assertEquals("HttpClosedException", failure(receiver(Duration.ofSeconds(30))));
        server.does(request -> "this is not HTTP\r\n\r\n");
        failure(receiver(Duration.ofSeconds(30)));
    }

    @Test
    void fails_while_the_server_is_down_and_reaches_it_once_it_is_up() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        HttpWebhookEndpoint endpoint = receiver("http://127.0.0.1:" + port, Duration.ofSeconds(30));
        failure(endpoint);
        try (FakeReceiver again = new FakeReceiver(port)) {
            assertEquals(
                    204,
                    endpoint.post("msg_1", BODY).toCompletableFuture().join().status());
            assertEquals(1, again.requests().size());
        }
    }
}
