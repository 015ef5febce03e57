package dev.roomcast.socket;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trusted proxies in front of this node, as literal addresses and networks, without name resolution. */
public final class TrustedProxies {

    private final List<Network> networks;

    /** A network: the first {@code bits} of an address. */
    private record Network(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff << 8 - bits % 8;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (bits % 8 == 0 || ((address[whole] ^ other[whole]) & mask & 0xff) == 0);
        }
    }

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * @param list addresses, or networks such as {@code 10.0.0.0/8} or {@code fd00::/8}
     * @throws IllegalArgumentException for any other entry
     */
    public static TrustedProxies of(List<String> list) {
        List<Network> networks = new ArrayList<>();
        for (String each : list) {
            String[] parts = each.strip().split("/", 2);
            byte[] address = bytes(parts[0]);
            if (address == null) {
                throw new IllegalArgumentException(
                        "'" + each + "' is neither an address nor a network such as 10.0.0.0/8");
            }
            networks.add(new Network(address, parts.length == 1 ? 8 * address.length : bits(each, parts[1], address)));
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    private static int bits(String network, String number, byte[] address) {
        if (!number.matches("[0-9]{1,3}") || Integer.parseInt(number) > 8 * address.length) {
            throw new IllegalArgumentException("'" + network + "' is not a network such as 10.0.0.0/8");
        }
        return Integer.parseInt(number);
    }

    /** Returns whether a request came through a trusted proxy. */
    boolean isTrusted(HttpServerRequest request) {
        return trusts(peer(request));
    }

    /** Returns the address of the client; empty: unknown. */
    public String client(HttpServerRequest request) {
        return client(peer(request), request.headers().getAll("X-Forwarded-For"));
    }

    private static @Nullable String peer(HttpServerRequest request) {
        SocketAddress peer = request.connection().remoteAddress();
        return peer == null ? null : peer.hostAddress();
    }

    /** @param address a literal address; null is never trusted */
    boolean trusts(@Nullable String address) {
        byte[] bytes = address == null ? null : bytes(address);
        return bytes != null && networks.stream().anyMatch(network -> network.holds(bytes));
    }

    /**
     * Returns the address of the client: the farthest address that trusted proxies report.
     *
     * @param peer the address of the connection; null: unknown
     * @param forwarded the values of {@code X-Forwarded-For}, first to last
     * @return a literal address; empty: unknown
     */
    String client(@Nullable String peer, List<String> forwarded) {
        String client = peer == null ? "" : peer;
        if (networks.isEmpty() || forwarded.isEmpty()) {
            return client;
        }
        String[] hops = String.join(",", forwarded).split(",");
        for (int i = hops.length - 1; i >= 0 && trusts(client); i--) {
            String hop = withoutPort(hops[i].strip());
            if (bytes(hop) == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    /** Returns the bytes of an address; null: not an address. An IPv4 address mapped to IPv6 becomes IPv4. */
    private static byte @Nullable [] bytes(String literal) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
