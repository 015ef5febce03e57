package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.Certificates;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** TLS of the server itself. */
@Tag("slow")
class TlsIT {

    @Test
    void delivers_unchanged_over_tls() throws Exception {
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
            try (WireMember li = WireMember.joinLater(client, room).join();
                    WireMember wang = WireMember.joinLater(client, room).join();
                    WireMember plain = WireMember.join(server, "/ws/tls")) {
                List<Object> said = List.of("one", "二".repeat(20_000), "three");
                for (Object message : said) {
                    li.say((String) message);
                }
                for (WireMember each : List.of(li, wang, plain)) {
                    eventually("all messages arrived", () -> each.heardCount() == said.size());
                    assertEquals(said, each.heard());
                }
            }
        }
    }

    @Test
    void loads_a_renewed_certificate_without_a_restart_and_keeps_the_connections() throws Exception {
        Certificates certificates = new Certificates();
        int port = RedisServer.freePort();
        try (ServerProcess server = ServerProcess.options()
                .with("QUARKUS_HTTP_SSL_PORT", port)
                .flag("-Dquarkus.tls.key-store.pem.0.cert=" + certificates.file("server.crt"))
                .flag("-Dquarkus.tls.key-store.pem.0.key=" + certificates.file("server.key"))
                .flag("-Dquarkus.tls.reload-period=1s")
                .start()) {
            SSLContext trusting = trusting(certificates.file("ca.crt"));
            HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
            URI room = URI.create("wss://localhost:" + port + "/ws/tls");
            try (WireMember li = WireMember.joinLater(client, room).join();
                    WireMember wang = WireMember.joinLater(client, room).join()) {
                eventually("the first certificate", () -> serial(certificates, port) == 1);
                certificates.renew();
                eventually("new connections receive the new certificate", () -> serial(certificates, port) == 2);
                li.say("still here");
                eventually("the old connections remain open", () -> wang.heard().contains("still here"));
            }
            // Vert.x drops a connection that arrives while it loads the new certificate
            assertTrue(
                    server.log().takeTroubles().stream()
                            .allMatch(line -> line.contains("Failed to initialize a channel")),
                    () -> server.log().newest());
        }
    }

    /** Returns the number of the certificate that a new connection receives; 0 for a broken connection. */
    private static int serial(Certificates certificates, int port) throws Exception {
        SSLContext trusting = trusting(
                certificates.file("ca.crt")); // a new context does not resume a session with the old certificate
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSerialNumber()
                    .intValue();
        } catch (IOException e) {
            return 0;
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
