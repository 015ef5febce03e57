package dev.roomcast.app.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file in the form in which it is sent. Text is compressed once, when the file is read. Thread: any.
 *
 * @param type the media type
 * @param bytes the content
 * @param gzip the compressed content; null: compression saves nothing
 * @param tag the entity tag, which is the same on every node that serves the same bytes
 */
record StaticFile(String type, byte[] bytes, byte @Nullable [] gzip, String tag) {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "yaml", "application/yaml",
            "txt", "text/plain; charset=utf-8",
            "png", "image/png",
            "ico", "image/x-icon");

    /** The size below which the headers outweigh the saving, in bytes. */
    private static final int MIN_COMPRESSED = 512;

    private static final int TAG_BYTES = 12;

    /** @return whether files with the extension of this name are served */
    static boolean hasType(String name) {
        return TYPES.containsKey(ending(name));
    }

    static StaticFile of(String name, byte[] bytes) {
        String type = TYPES.get(ending(name));
        boolean isText = !type.equals("image/png") && !type.equals("image/x-icon");
        byte[] gzip = isText && bytes.length >= MIN_COMPRESSED ? compress(bytes) : null;
        return new StaticFile(type, bytes, gzip, tag(bytes));
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
