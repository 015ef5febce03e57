package dev.roomcast.redis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is.
 *
 * @param kind what is found there
 * @param urls {@code redis://} or {@code rediss://}, with user and password where they are needed: of the one server, of
 *     some of a cluster's, or of the sentinels
 * @param master the name by which the sentinels know it, or a URL with that name for its host; null where there are none
 * @param ca the file with the certificates, in PEM, of those who may vouch for the servers; null: those that Java trusts
 */
public record RedisAddress(Kind kind, List<String> urls, String master, String ca) {

    /** Of how many servers it is made. */
    public enum Kind {
        STANDALONE,
        CLUSTER,
        SENTINEL
    }

    private static final Pattern URL =
            Pattern.compile("(rediss?://(?:[^@/]*@)?)(\\[[^]]+]|[^:/?@\\[\\]]+)(:\\d{1,5})?([/?].*)?");

    /** One server, and no TLS but what Java trusts. */
    public static RedisAddress of(String url) {
        return new RedisAddress(Kind.STANDALONE, List.of(url), null, null);
    }

    /** Whether it is {@code redis://} or {@code rediss://} with a host, and well formed. */
    public static boolean isUrl(String url) {
        return URL.matcher(url).matches();
    }

    boolean isCluster() {
        return kind == Kind.CLUSTER;
    }

    /** The name alone. */
    String masterName() {
        return isUrl(master) ? parts(master).group(2) : master;
    }

    /** The same user, password and database at another server. */
    static String at(String url, String host, int port) {
        Matcher parts = parts(url);
        String rest = parts.group(4) == null ? "" : parts.group(4);
        return parts.group(1) + (host.contains(":") ? '[' + host + ']' : host) + ':' + port + rest;
    }

    /** {@code HOST:PORT}: what may be told to everybody. */
    static String place(String url) {
        Matcher parts = parts(url);
        return parts.group(2) + (parts.group(3) == null ? ":6379" : parts.group(3));
    }

    /** Without brackets. */
    static String host(String url) {
        return parts(url).group(2).replaceAll("[\\[\\]]", "");
    }

    private static Matcher parts(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no URL of a Redis");
        }
        return parts;
    }
}
