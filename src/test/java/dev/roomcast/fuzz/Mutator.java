package dev.roomcast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Mutates valid inputs: it flips, drops, repeats and inserts bytes, and inserts pieces of one input into another. */
public final class Mutator {

    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "-0",
            "1e999",
            "9".repeat(400),
            "\"method\":",
            "\"id\":",
            "\"data\":",
            "\"to\":",
            "\"set\":",
            "\"if\":",
            "$key",
            "9007199254740993",
            "$",
            "$connect",
            "\u0000",
            "\ufeff",
            "\u2028",
            "😀",
            "%00",
            "%2e",
            "/",
            "..",
            "[".repeat(5000),
            "{\"a\":".repeat(2000),
            "x".repeat(70),
            " ",
            "\n",
            "\r\n",
            "=",
            "&",
            "+");

    private final Random random;

    public Mutator(Random random) {
        this.random = random;
    }

    /** Returns a valid input with a few changes. */
    public byte[] mutate(List<byte[]> good) {
        byte[] bytes = any(good);
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = change(bytes, good);
        }
        return bytes;
    }

    private byte[] any(List<byte[]> good) {
        return good.get(random.nextInt(good.size()));
    }

    private byte[] change(byte[] bytes, List<byte[]> good) {
        int from = random.nextInt(bytes.length + 1);
        int to = from + random.nextInt(Math.min(16, bytes.length - from) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> spliced(bytes, from, to, new byte[0]);
            case 1 ->
                spliced(
                        bytes,
                        from,
                        from,
                        TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
            case 2 -> spliced(bytes, from, to, noise());
            case 3 -> spliced(bytes, to, to, slice(bytes, from, to));
            case 4 -> spliced(bytes, from, to, piece(any(good)));
            default -> turned(bytes);
        };
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(8)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] piece(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        return slice(bytes, from, from + random.nextInt(bytes.length - from + 1));
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    private byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        if (turned.length > 0) {
            turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return turned;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + middle.length);
        all.write(bytes, 0, from);
        all.writeBytes(middle);
        all.write(bytes, to, bytes.length - to);
        return all.toByteArray();
    }
}
