package dev.roomcast.socket;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The query of a handshake's address. Of a name that comes twice, the first counts. */
final class Query {

    private static final int MAX_PARAMETERS = 64;

    private final Map<String, List<String>> values;
    private final boolean good;

    private Query(Map<String, List<String>> values, boolean good) {
        this.values = values;
        this.good = good;
    }

    /** @param query without the question mark, or null */
    static Query of(String query) {
        try {
            return new Query(
                    query == null
                            ? Map.of()
                            : new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MAX_PARAMETERS, true)
                                    .parameters(),
                    true);
        } catch (IllegalArgumentException e) {
            return new Query(Map.of(), false);
        }
    }

    /** Whether it could be read. */
    boolean isGood() {
        return good;
    }

    String get(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(0);
    }
}
