package dev.roomcast.redis.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is.
 *
 * @param kind what is found there
 * @param urls {@code redis://} or {@code rediss://}, with user and password where they are needed: of the one server, of
 *     some of a cluster's, or of the sentinels
 * @param master the name by which the sentinels know it, or a URL with that name for its host; null where there are none
 * @param ca the file with the certificates, in PEM, of those who may vouch for the servers; null: those that Java trusts
 */
public record RedisAddress(
        Kind kind,
        List<String> urls,
        @Nullable String master,
        @Nullable String ca) {

    /** Of how many servers it is made. */
    public enum Kind {
        STANDALONE,
        CLUSTER,
        SENTINEL
    }

    /** One server, and no TLS but what Java trusts. */
    public static RedisAddress of(String url) {
        return new RedisAddress(Kind.STANDALONE, List.of(url), null, null);
    }

    /** The mistake in a URL, in words that hold nothing of it; null: none. */
    public static @Nullable String mistake(String url) {
        try {
            RedisUrl.parse(url);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Whether the sentinels' master is given by a URL. */
    private static boolean isUrl(String master) {
        return master.contains("://");
    }

    /** The mistake in the name of the sentinels' master, in words that hold nothing of it; null: none. */
    public static @Nullable String masterMistake(String master) {
        return isUrl(master) ? mistake(master) : null;
    }

    public boolean isCluster() {
        return kind == Kind.CLUSTER;
    }

    /** The name of the master alone. */
    String masterName() {
        return isUrl(master) ? RedisUrl.parse(master).host() : master;
    }

    /** The first URL, as a connection string. */
    String first() {
        return RedisUrl.parse(urls.get(0)).connectionString();
    }

    /** The number of the database in which the rooms are. */
    public int database() {
        return like().database();
    }

    /** The URL whose user, password and database the servers have. */
    private RedisUrl like() {
        return RedisUrl.parse(kind == Kind.SENTINEL && isUrl(master) ? master : urls.get(0));
    }

    /** A connection string for another server of the same user, password and database. */
    String at(String host, int port) {
        return like().at(host, port).connectionString();
    }

    /** The connection strings of the servers that are asked where the others are. */
    List<String> seeds() {
        return urls.stream()
                .map(RedisUrl::parse)
                .map(url -> (kind == Kind.SENTINEL ? url.withoutDatabase() : url).connectionString())
                .toList();
    }

    /** {@code HOST:PORT}: what may be shown to everybody. */
    static String hostAndPort(String connectionString) {
        return RedisUrl.parse(connectionString).hostAndPort();
    }

    /** Without brackets. */
    static String host(String connectionString) {
        return RedisUrl.parse(connectionString).host().replaceAll("[\\[\\]]", "");
    }

    /** Only what may be shown to everybody. */
    @Override
    public String toString() {
        return kind + " "
                + urls.stream()
                        .map(url -> mistake(url) == null ? hostAndPort(url) : "?")
                        .toList();
    }
}
