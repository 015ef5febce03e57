package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts that Redis runs for us; each is one change that nothing comes in between. */
enum Script {
    PUBLISH("room", "publish"),
    SEAT("room", "seat"),
    LOAD("room", "load"),
    BEAT("beat"),
    TELL("tell");

    private final byte[] text;
    private final byte[] sha1;

    Script(String... files) {
        StringBuilder whole = new StringBuilder();
        for (String file : files) {
            whole.append(read("/redis/" + file + ".lua"));
        }
        text = whole.toString().getBytes(UTF_8);
        sha1 = sha1(text);
    }

    byte[] text() {
        return text;
    }

    /** By which Redis knows it, in hexadecimal digits. */
    byte[] sha1() {
        return sha1;
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
