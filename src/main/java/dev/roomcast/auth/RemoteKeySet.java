package dev.roomcast.auth;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import dev.roomcast.http.HttpCaller;
import java.security.Key;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a login service publishes at a URL (RFC 7517). A token with an unknown key waits for a fetch that starts
 * after its arrival; fetches start at least {@link #PAUSE_MILLIS} apart. Keys remain valid while the service does not
 * answer.
 */
public final class RemoteKeySet implements KeySource {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The time from the start of a fetch to its end, in milliseconds. */
    public static final int TIMEOUT_MILLIS = 3_000;
    /** The largest set of keys, in bytes. */
    public static final int MAX_BYTES = 1 << 20;
    /** The age at which known keys are fetched again, in milliseconds. */
    static final long FRESH_MILLIS = 600_000;
    /** The minimum interval between the starts of two fetches, in milliseconds. */
    static final long PAUSE_MILLIS = 3_000;

    private final Supplier<CompletionStage<HttpCaller.Response>> request;
    private final String host;
    private final Clock clock;
    private final LogThrottle failures;

    private volatile PublishedKeys published = PublishedKeys.NONE;
    private long startedAt;
    private long fetchedAt;
    /** The current fetch, which completes with whether the service answered with a key set; null: none. */
    private @Nullable CompletableFuture<Boolean> current;
    /** The next fetch; null: none is scheduled. */
    private @Nullable CompletableFuture<Boolean> next;

    /**
     * @param request fetches the keys of the service
     * @param host the host of the service, for log lines
     */
    public RemoteKeySet(Supplier<CompletionStage<HttpCaller.Response>> request, String host, Clock clock) {
        this.request = request;
        this.host = host;
        this.clock = clock;
        this.failures = new LogThrottle(clock::monotonicMillis);
        this.startedAt = clock.monotonicMillis() - PAUSE_MILLIS;
        this.fetchedAt = clock.monotonicMillis() - FRESH_MILLIS;
    }

    @Override
    public CompletionStage<Key> find(JsonWebSignature signature) {
        Key known = select(signature);
        if (known != null) {
            if (isStale()) {
                nextFetch();
            }
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Boolean> flying = currentFetch();
        return flying == null
                ? fetchFor(signature)
                : flying.thenCompose(answered -> {
                    if (!answered) {
                        return CompletableFuture.failedFuture(new KeysUnavailableException());
                    }
                    Key found = select(signature);
                    // An earlier fetch does not prove that the key is absent.
                    return found == null ? fetchFor(signature) : CompletableFuture.completedFuture(found);
                });
    }

    @Override
    public CompletionStage<Key> findReplacement(JsonWebSignature signature, Key refused) {
        return nextFetch().thenCompose(answered -> {
            Key found = select(signature);
            return found == null || found.equals(refused)
                    ? absent(signature, answered)
                    : CompletableFuture.completedFuture(found);
        });
    }

    private CompletionStage<Key> fetchFor(JsonWebSignature signature) {
        return nextFetch().thenCompose(answered -> {
            Key found = select(signature);
            return found == null ? absent(signature, answered) : CompletableFuture.completedFuture(found);
        });
    }

    /** Returns that a key does not exist, unless the fetched set may contain it in an unusable entry. */
    private CompletionStage<Key> absent(JsonWebSignature signature, boolean answered) {
        return answered && !published.mayHide(signature.getKeyIdHeaderValue())
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new KeysUnavailableException());
    }

    private synchronized boolean isStale() {
        return clock.monotonicMillis() - fetchedAt >= FRESH_MILLIS;
    }

    private synchronized @Nullable CompletableFuture<Boolean> currentFetch() {
        return current;
    }

    /** Returns the result of a fetch that starts after this call, as early as the minimum interval permits. */
    private CompletableFuture<Boolean> nextFetch() {
        CompletableFuture<Boolean> planned;
        long wait;
        synchronized (this) {
            if (next != null) {
                return next;
            }
            next = planned = new CompletableFuture<>();
            wait = startedAt + PAUSE_MILLIS - clock.monotonicMillis();
        }
        if (wait > 0) {
            clock.schedule(wait, this::start);
        } else {
            start();
        }
        return planned;
    }

    private void start() {
        CompletableFuture<Boolean> fetch;
        synchronized (this) {
            if (current != null) {
                current.whenComplete((answered, failure) -> start());
                return;
            }
            current = fetch = next;
            next = null;
            startedAt = clock.monotonicMillis();
        }
        fetch().whenComplete((answer, failure) -> finish(fetch, answer, failure));
    }

    private CompletionStage<HttpCaller.Response> fetch() {
        try {
            return request.get();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Completes the fetch on every path, because logins wait for it. */
    private void finish(CompletableFuture<Boolean> fetch, HttpCaller.Response answer, @Nullable Throwable failure) {
        boolean answered = false;
        try {
            if (failure != null) {
                report(cause(failure));
            } else if (answer.status() != 200) {
                report("status " + answer.status());
            } else {
                answered = accept(answer.text());
            }
        } catch (RuntimeException | JoseException e) {
            report("no set of keys");
        } finally {
            synchronized (this) {
                current = null;
                if (answered) {
                    fetchedAt = clock.monotonicMillis();
                }
            }
            fetch.complete(answered);
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    private boolean accept(String body) throws JoseException {
        PublishedKeys set = PublishedKeys.parse(body);
        boolean isUsable = !set.keys().isEmpty();
        if (!isUsable) {
            report("a set without a usable key");
        } else if (set.skipped() > 0 && set.skipped() != published.skipped()) {
            LOG.warnf(
                    "event=bad-keys host=%s skipped=%d usable=%d",
                    host, set.skipped(), set.keys().size());
        }
        if (isUsable || set.skipped() == 0) { // an empty set withdraws all keys, garbage none
            published = set;
        }
        return isUsable;
    }

    private void report(String cause) {
        failures.log(suppressed -> LOG.warnf("event=no-keys host=%s cause=\"%s\" unsaid=%d", host, cause, suppressed));
    }

    /** Selects a key. Several keys may fit a token without a key id; the one that verifies it applies. */
    private @Nullable Key select(JsonWebSignature signature) {
        try {
            JsonWebKey key =
                    new VerificationJwkSelector().selectWithVerifySignatureDisambiguate(signature, published.keys());
            return key == null ? null : key.getKey();
        } catch (RuntimeException | JoseException e) {
            return null;
        }
    }
}
