package dev.roomcast.socket;

import java.net.IDN;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web origins whose pages may connect. An origin is {@code scheme://host} with an optional port; {@code
 * https://*.example.com} allows every subdomain of example.com, and {@code *} allows all origins. Case, the default
 * port of the scheme and a final slash are ignored. The origin {@code null} of files and sandboxes can be listed.
 */
public final class AllowedOrigins {

    private static final String ALL = "*";
    /** Origins without a host, from sandboxes, or from files in some web views. */
    private static final Set<String> OPAQUE = Set.of("null", "file://");

    private static final String SUBDOMAIN = "*.";

    private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443);

    private static final int MAX_PORT = 65_535;

    /** Scheme, host (a name, an IPv4 address, or an IPv6 address in brackets), port. */
    private static final Pattern ORIGIN =
            Pattern.compile("([a-z][a-z0-9+.-]*)://((?:\\*\\.)?[\\p{L}\\p{N}_.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?/?");

    private static final AllowedOrigins EVERY = new AllowedOrigins(true, Set.of(), List.of());

    private final boolean all;
    private final Set<String> exact;
    private final List<Wildcard> wildcards;

    /** All subdomains of a host: {@code scheme://}, any prefix, then {@code .host} and port. */
    private record Wildcard(String scheme, String end) {
        boolean allows(String origin) {
            return origin.length() > scheme.length() + end.length()
                    && origin.startsWith(scheme)
                    && origin.endsWith(end);
        }
    }

    private AllowedOrigins(boolean all, Set<String> exact, List<Wildcard> wildcards) {
        this.all = all;
        this.exact = exact;
        this.wildcards = wildcards;
    }

    /**
     * @param origins the allowed origins; empty: all are allowed
     * @throws IllegalArgumentException for an entry that no origin can match; the message contains the configuration
     *     key
     */
    public static AllowedOrigins of(Collection<String> origins) {
        Set<String> exact = new HashSet<>();
        List<Wildcard> wildcards = new ArrayList<>();
        boolean all = origins.isEmpty();
        for (String each : origins) {
            String origin = each.strip();
            if (origin.equals(ALL)) {
                all = true;
            } else if (OPAQUE.contains(origin)) {
                exact.add(origin);
            } else {
                add(checked(origin), exact, wildcards);
            }
        }
        return all ? EVERY : new AllowedOrigins(false, Set.copyOf(exact), List.copyOf(wildcards));
    }

    private static void add(String origin, Set<String> exact, List<Wildcard> wildcards) {
        int host = origin.indexOf("://") + 3;
        if (origin.startsWith(SUBDOMAIN, host)) {
            wildcards.add(new Wildcard(origin.substring(0, host), origin.substring(host + 1)));
        } else {
            exact.add(origin);
        }
    }

    private static String checked(String origin) {
        String normal = normalized(origin);
        if (normal == null) {
            throw new IllegalArgumentException("Configuration: roomcast.origins: '" + origin
                    + "' is not an origin. Write for example https://example.com, https://*.example.com or *.");
        }
        return normal;
    }

    /** Returns the canonical form of an origin; null: not an origin. */
    private static @Nullable String normalized(String origin) {
        Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return null;
        }
        String scheme = parts.group(1);
        String host = parts.group(2);
        if (!host.startsWith("[")) {
            host = ascii(host);
        }
        int port = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3).substring(1));
        if (host == null || port > MAX_PORT) {
            return null;
        }
        String suffix = port == 0 || port == DEFAULT_PORTS.getOrDefault(scheme, 0) ? "" : ":" + port;
        return scheme + "://" + host + suffix;
    }

    /** Returns a host in the form that browsers send; null: not a host. */
    private static @Nullable String ascii(String host) {
        boolean wildcard = host.startsWith(SUBDOMAIN);
        String name = wildcard ? host.substring(SUBDOMAIN.length()) : host;
        if (name.chars().allMatch(c -> c < 128)) {
            return host;
        }
        try {
            return (wildcard ? SUBDOMAIN : "") + IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @param origin the value of the header */
    boolean allows(String origin) {
        if (all || exact.contains(origin)) {
            return true;
        }
        String normal = normalized(origin);
        return normal != null
                && !normal.contains("*")
                && (exact.contains(normal) || wildcards.stream().anyMatch(each -> each.allows(normal)));
    }
}
