package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parsed URL of a server, {@code redis://USER:PASSWORD@HOST:PORT/DATABASE}. User and password are percent-decoded
 * once; a {@code +} stays a plus sign.
 *
 * @param user the user; null: the default user
 * @param password the password; null: none
 * @param host the host; an IPv6 address has brackets
 */
record RedisUrl(
        boolean tls, @Nullable String user, @Nullable String password, String host, int port, int database) {

    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_PORT = 65_535;

    private static final Pattern URL = Pattern.compile(
            "(rediss?)://(?:([^@/?#]*)@)?" + "(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?(?:/(\\d{1,6})?)?");

    private static final Pattern CREDENTIAL = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*");

    /** @throws IllegalArgumentException with the mistake; the message contains no part of the URL */
    static RedisUrl parse(String text) {
        Matcher parts = URL.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(problem(text));
        }
        String credentials = parts.group(2);
        if (credentials != null && !CREDENTIAL.matcher(credentials).matches()) {
            throw new IllegalArgumentException(
                    "has a user or password with special characters, which have to be percent-encoded: %23 for #");
        }
        int port = parts.group(4) == null ? DEFAULT_PORT : Integer.parseInt(parts.group(4));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("has a port between 1 and " + MAX_PORT);
        }
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        String user = colon <= 0 ? null : decode(credentials.substring(0, colon));
        String password = credentials == null ? null : decode(credentials.substring(colon + 1));
        int database = parts.group(5) == null ? 0 : Integer.parseInt(parts.group(5));
        return new RedisUrl(
                parts.group(1).equals("rediss"),
                user,
                password == null || password.isEmpty() ? null : password,
                parts.group(3),
                port,
                database);
    }

    private static String problem(String text) {
        if (!text.startsWith("redis://") && !text.startsWith("rediss://")) {
            return "begins with redis:// or rediss://, for example redis://:secret@10.0.0.5:6379";
        }
        return text.indexOf('@') >= 0
                ? "is redis://USER:PASSWORD@HOST:PORT/DATABASE, where special characters of user and password have to be"
                        + " percent-encoded: %23 for #"
                : "is redis://HOST:PORT/DATABASE, where DATABASE is a number";
    }

    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        return bytes.toString(UTF_8);
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(UTF_8)) {
            boolean isPlain = each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z' || each >= '0' && each <= '9';
            encoded.append(isPlain ? String.valueOf((char) each) : String.format("%%%02X", each & 0xff));
        }
        return encoded.toString();
    }

    /** Returns the URL of another server with the same user, password and database. */
    RedisUrl at(String otherHost, int otherPort) {
        String bare = otherHost.contains(":") && !otherHost.startsWith("[") ? '[' + otherHost + ']' : otherHost;
        return new RedisUrl(tls, user, password, bare, otherPort, database);
    }

    /** Returns the URL without a database, for a sentinel. */
    RedisUrl withoutDatabase() {
        return new RedisUrl(tls, user, password, host, port, 0);
    }

    /** Returns the whole URL with secrets, in a form that all parsers read alike. */
    String connectionString() {
        String credentials = password == null && user == null
                ? ""
                : (user == null ? "" : encode(user)) + ':' + (password == null ? "" : encode(password)) + '@';
        return (tls ? "rediss://" : "redis://")
                + credentials
                + host
                + ':'
                + port
                + (database == 0 ? "" : "/" + database);
    }

    /** Returns {@code HOST:PORT}, which contains no secret. */
    String hostAndPort() {
        return host + ':' + port;
    }

    @Override
    public String toString() {
        return hostAndPort();
    }
}
