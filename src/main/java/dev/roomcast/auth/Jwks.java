package dev.roomcast.auth;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.security.Key;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The keys of a login service, published at an address (RFC 7517). They are fetched when a token comes whose key is
 * not known, and anew when they are old; those that were good stay so while the service does not answer.
 */
public final class Jwks implements KeySource {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final int TIMEOUT = 3_000;
    private static final int MAX_BYTES = 1 << 20;
    /** How long keys are good, and how often one that is not known is asked for, in milliseconds. */
    private static final long FRESH = 600_000;

    private static final long PAUSE = 10_000;

    private final HttpClient client;
    private final URI address;
    private final java.util.function.LongSupplier clock;

    private volatile List<JsonWebKey> keys = List.of();
    private long fetchedAt;
    private CompletableFuture<Void> fetching;

    /** @param clock milliseconds that never go back */
    public Jwks(Vertx vertx, String address, java.util.function.LongSupplier clock) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT));
        this.address = URI.create(address); // an executable knows no java.net.URL of https
        this.clock = clock;
        this.fetchedAt = clock.getAsLong() - FRESH;
    }

    @Override
    public CompletionStage<Key> find(JsonWebSignature signature) {
        Key known = select(signature);
        long age = age();
        if (known != null && age < FRESH || known == null && age < PAUSE) {
            return CompletableFuture.completedFuture(known);
        }
        CompletionStage<Void> fetched = fetch();
        return known != null
                ? CompletableFuture.completedFuture(known)
                : fetched.thenApply(nothing -> select(signature));
    }

    private synchronized long age() {
        return fetching != null ? PAUSE : clock.getAsLong() - fetchedAt;
    }

    private synchronized CompletionStage<Void> fetch() {
        if (fetching == null) {
            fetching = new CompletableFuture<>();
            boolean isTls = "https".equals(address.getScheme());
            RequestOptions request = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setSsl(isTls)
                    .setHost(address.getHost())
                    .setPort(address.getPort() < 0 ? isTls ? 443 : 80 : address.getPort())
                    .setURI(address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()))
                    .setTraceOperation("GET keys")
                    .setTimeout(TIMEOUT);
            client.request(request).compose(Jwks::body).onComplete(done -> fetched(done.result(), done.cause()));
        }
        return fetching;
    }

    /** It listens before it asks: the answer could come before anybody reads it. */
    private static io.vertx.core.Future<String> body(HttpClientRequest asked) {
        io.vertx.core.Future<String> body = asked.response().compose(Jwks::body);
        asked.end();
        return body;
    }

    private static io.vertx.core.Future<String> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return io.vertx.core.Future.failedFuture("status " + response.statusCode());
        }
        return response.body().map(body -> body.length() > MAX_BYTES ? "" : body.toString());
    }

    private void fetched(String body, Throwable failure) {
        String problem = failure == null ? null : failure.toString();
        try {
            if (body != null) {
                keys = new JsonWebKeySet(body).getJsonWebKeys();
            }
        } catch (JoseException e) {
            problem = "no set of keys";
        }
        if (problem != null) {
            LOG.warnf("event=no-keys host=%s cause=\"%s\"", address.getHost(), problem);
        }
        CompletableFuture<Void> done;
        synchronized (this) {
            fetchedAt = clock.getAsLong();
            done = fetching;
            fetching = null;
        }
        done.complete(null);
    }

    private Key select(JsonWebSignature signature) {
        try {
            JsonWebKey key = new VerificationJwkSelector().select(signature, keys);
            return key == null ? null : key.getKey();
        } catch (JoseException e) {
            return null;
        }
    }
}
