package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.testkit.RequiredTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A test certificate authority that certifies one server, {@code localhost}. */
public final class Certificates {

    private final Path folder;

    public Certificates() throws Exception {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tls");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost");
        openssl("req -x509 -nodes -newkey rsa:2048 -days 2 -subj /CN=authority -keyout ca.key -out ca.crt");
        openssl("req -nodes -newkey rsa:2048 -subj /CN=server -keyout server.key -out server.csr");
        issue(1);
    }

    /** Replaces the server's certificate by another one for the same key. */
    public void renew() throws Exception {
        issue(2);
    }

    private void issue(int serial) throws Exception {
        openssl("x509 -req -in server.csr -CA ca.crt -CAkey ca.key -set_serial " + serial
                + " -days 2 -extfile names -out next.crt");
        Files.move(folder.resolve("next.crt"), folder.resolve("server.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void openssl(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words.split(" ")));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertEquals(0, process.waitFor(), said);
        } catch (IOException e) {
            String message = "There is no openssl on the PATH: TLS was NOT tested!";
            RequiredTool.skip("openssl", message);
        }
    }

    public String file(String name) {
        return folder.resolve(name).toString();
    }
}
