package dev.roomcast.socket.netty;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.Http1xServerRequest;
import java.lang.reflect.Field;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the request target of a handshake. Vert.x parses the target with {@link java.net.URI} before it answers 101.
 * That class rejects raw UTF-8 such as {@code ?user=中文}, and characters such as {@code |}. This class percent-encodes
 * them first.
 *
 * <p>Vert.x has no API for this purpose: the target is in a private field. Without the field, Vert.x answers 400.
 */
public final class HandshakeTarget {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");
    private static final @Nullable Field REQUEST = field(Http1xServerConnection.class, "responseInProgress");
    private static final @Nullable Field TARGET = field(Http1xServerRequest.class, "uri");
    private static final String HEX = "0123456789ABCDEF";

    /** Printable ASCII characters that are invalid in a URI. */
    private static final String UNSAFE = "#\"<>\\^`{|}";

    private HandshakeTarget() {}

    private static @Nullable Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Percent-encodes the target of a handshake request where necessary. */
    public static void encode(HttpServerRequest request) {
        String target = request.uri();
        String encoded = encoded(target);
        if (encoded.equals(target) || REQUEST == null || TARGET == null) {
            return;
        }
        try {
            if (REQUEST.get(request.connection()) instanceof Http1xServerRequest own && target.equals(own.uri())) {
                TARGET.set(own, encoded);
            }
        } catch (Throwable e) {
            LOG.debug("event=handshake-target", e);
        }
    }

    /**
     * Returns a target with only valid characters of a URI.
     *
     * @param target the target with one character for each byte
     */
    static String encoded(String target) {
        StringBuilder encoded = null;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (isAllowed(target, i)) {
                if (encoded != null) {
                    encoded.append(c);
                }
                continue;
            }
            if (encoded == null) {
                encoded = new StringBuilder(target.length() + 16).append(target, 0, i);
            }
            encoded.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
        }
        return encoded == null ? target : encoded.toString();
    }

    private static boolean isAllowed(String target, int at) {
        char c = target.charAt(at);
        if (c == '%') {
            return at + 2 < target.length() && isHex(target.charAt(at + 1)) && isHex(target.charAt(at + 2));
        }
        return c > ' ' && c < 0x7f && UNSAFE.indexOf(c) < 0;
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0;
    }
}
