package dev.roomcast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxies accept their example files. */
class ProxyFilesTest {

    private static final Path EXAMPLES = Path.of("src/main/deploy");

    @TempDir
    Path folder;

    @Test
    void accepts_the_nginx_file() throws Exception {
        Tool nginx = Tool.called("nginx");
        Files.writeString(folder.resolve("mime.types"), "types { text/html html; }");
        String file = copy("nginx.conf");
        nginx.run(folder, "-t", "-q", "-p", folder.toString(), "-c", file, "-g", "pid " + folder + "/nginx.pid;");
    }

    @Test
    void accepts_the_haproxy_file() throws Exception {
        Tool.called("haproxy").run(folder, "-c", "-q", "-f", copy("haproxy.cfg"));
    }

    @Test
    void accepts_the_caddy_file() throws Exception {
        Tool.called("caddy").run(folder, "validate", "--adapter", "caddyfile", "--config", copy("Caddyfile"));
    }

    /** Replaces the server's name in the container network by its local address. */
    private String copy(String name) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name)).replace("roomcast:8080", "127.0.0.1:8080");
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
