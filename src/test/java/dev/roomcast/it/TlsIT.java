package dev.roomcast.it;

import static dev.roomcast.it.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.Certificates;
import dev.roomcast.redis.RedisServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** TLS by the server itself: nothing that it writes goes around it. */
class TlsIT {

    @Test
    void over_TLS_what_one_says_all_hear_as_it_was_said() throws Exception {
        Certificates certificates = new Certificates();
        int port = RedisServer.freePort();
        try (ServerProcess server = ServerProcess.options()
                .with("QUARKUS_HTTP_SSL_PORT", port)
                .with("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", certificates.file("server.crt"))
                .with("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", certificates.file("server.key"))
                .start()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(certificates.file("ca.crt")))
                    .build();
            URI room = URI.create("wss://localhost:" + port + "/ws/tls");
            try (Member li = Member.joinLater(client, room).join();
                    Member wang = Member.joinLater(client, room).join();
                    Member plain = Member.join(server, "/ws/tls")) {
                List<Object> said = List.of("one", "二".repeat(20_000), "three");
                for (Object message : said) {
                    li.say((String) message);
                }
                for (Member each : List.of(li, wang, plain)) {
                    eventually("all of it came", () -> each.heardCount() == said.size());
                    assertEquals(said, each.heard());
                }
            }
        }
    }

    private static SSLContext trusting(String authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(Path.of(authority))) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
