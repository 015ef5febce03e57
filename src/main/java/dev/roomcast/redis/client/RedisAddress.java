package dev.roomcast.redis.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of Redis.
 *
 * @param kind the kind of deployment
 * @param urls {@code redis://} or {@code rediss://}, with user and password if necessary: of the single server, of some
 *     servers of a cluster, or of the sentinels
 * @param master the master's name at the sentinels, or a URL with that name as its host; null: no sentinels
 * @param ca the file with the trusted certificates, in PEM format; null: those that Java trusts
 */
public record RedisAddress(
        Kind kind,
        List<String> urls,
        @Nullable String master,
        @Nullable String ca) {

    /** The kinds of deployments. */
    public enum Kind {
        STANDALONE,
        CLUSTER,
        SENTINEL
    }

    /** Returns the address of a single server, with the certificates that Java trusts. */
    public static RedisAddress of(String url) {
        return new RedisAddress(Kind.STANDALONE, List.of(url), null, null);
    }

    /** Returns the mistake in a URL, without any part of the URL; null: none. */
    public static @Nullable String mistake(String url) {
        try {
            RedisUrl.parse(url);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Returns whether the name of the sentinels' master is a URL. */
    private static boolean isUrl(String master) {
        return master.contains("://");
    }

    /** Returns the mistake in the name of the sentinels' master, without any part of it; null: none. */
    public static @Nullable String masterMistake(String master) {
        return isUrl(master) ? mistake(master) : null;
    }

    public boolean isCluster() {
        return kind == Kind.CLUSTER;
    }

    /** Returns the name of the master, without a URL. */
    String masterName() {
        return isUrl(master) ? RedisUrl.parse(master).host() : master;
    }

    /** Returns the first URL as a connection string. */
    String first() {
        return RedisUrl.parse(urls.get(0)).connectionString();
    }

    /** Returns the number of the database that contains the rooms. */
    public int database() {
        return like().database();
    }

    /** Returns the URL with the user, password and database of the servers. */
    private RedisUrl like() {
        return RedisUrl.parse(kind == Kind.SENTINEL && isUrl(master) ? master : urls.get(0));
    }

    /** Returns the connection string of another server with the same user, password and database. */
    String at(String host, int port) {
        return like().at(host, port).connectionString();
    }

    /** Returns the connection strings of the servers that know the addresses of the others. */
    List<String> seeds() {
        return urls.stream()
                .map(RedisUrl::parse)
                .map(url -> (kind == Kind.SENTINEL ? url.withoutDatabase() : url).connectionString())
                .toList();
    }

    /** Returns {@code HOST:PORT}, which contains no secret. */
    static String hostAndPort(String connectionString) {
        return RedisUrl.parse(connectionString).hostAndPort();
    }

    /** Returns the host without brackets. */
    static String host(String connectionString) {
        return RedisUrl.parse(connectionString).host().replaceAll("[\\[\\]]", "");
    }

    /** Returns the address without secrets. */
    @Override
    public String toString() {
        return kind + " "
                + urls.stream()
                        .map(url -> mistake(url) == null ? hostAndPort(url) : "?")
                        .toList();
    }
}
