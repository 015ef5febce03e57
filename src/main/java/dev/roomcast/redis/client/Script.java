package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts that Redis executes for this engine; each script is atomic. */
public enum Script {
    PUBLISH("room", "publish"),
    MEMBERS("room", "run", "games", "members"),
    LOAD("room", "replication", "run", "load"),
    READ("room", "replication", "run", "read"),
    TOUCH("room", "touch"),
    FRAME("room", "frame"),
    RUNS("room", "run", "games", "runs"),
    SEND("send"),
    HEARTBEAT("heartbeat"),
    NOTIFY("notify"),
    BANS("bans"),
    MATCH("match");

    /** @param sha1 the id of the script in Redis, in hexadecimal digits */
    record Text(byte[] bytes, byte[] sha1) {}

    private final Text plain;
    private final Text sharded;

    Script(String... files) {
        StringBuilder whole = new StringBuilder();
        for (String file : files) {
            whole.append(read("/redis/" + file + ".lua"));
        }
        plain = text(whole.toString());
        sharded = files.length == 1 ? plain : text(whole.toString().replace("'PUBLISH'", "'SPUBLISH'"));
    }

    /** @param isCluster whether messages of a room are published only on the servers with the room's slot */
    Text text(boolean isCluster) {
        return isCluster ? sharded : plain;
    }

    private static Text text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Text(bytes, sha1(bytes));
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
                    .getBytes(UTF_8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
