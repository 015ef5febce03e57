package dev.roomcast.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.app.config.AuthConfig.Mode;
import dev.roomcast.auth.AccountEncryption;
import dev.roomcast.auth.JwtAuthenticator;
import dev.roomcast.auth.KeySource;
import dev.roomcast.auth.Pseudonymizer;
import dev.roomcast.auth.RefusedTokens;
import dev.roomcast.auth.RemoteKeySet;
import dev.roomcast.auth.TokenIssuer;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.http.HttpCaller;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.socket.TrustedProxies;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The validated configuration of authentication, and the objects created from it. */
public final class AuthSettings {

    private final AuthConfig config;
    private final TrustedProxies proxies;
    private final byte[] secret;
    private final Pseudonymizer pseudonyms;
    private final int infoBytes;
    private final URI jwks;
    private final RefusedTokens refused = new RefusedTokens(LaunchMode.current() == LaunchMode.DEVELOPMENT);

    /** @param infoBytes the largest info of a member, in bytes */
    public AuthSettings(AuthConfig config, List<String> trusted, int infoBytes) {
        this.config = config;
        this.infoBytes = infoBytes;
        this.jwks = config.jwks()
                .map(address -> HttpAddress.of("roomcast.auth.jwks", address))
                .orElse(null);
        secret = config.secret().map(AuthSettings::bytes).orElse(null);
        try {
            proxies = TrustedProxies.of(trusted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Configuration: roomcast.trusted-proxies: " + e.getMessage() + ".", e);
        }
        pseudonyms = secret == null ? null : new Pseudonymizer(secret);
        check(trusted);
    }

    private static byte[] bytes(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        CoreSettings.require(
                bytes.length >= KeySource.MIN_SECRET,
                "roomcast.auth.secret is at least " + KeySource.MIN_SECRET + " bytes long");
        return bytes;
    }

    private void check(List<String> trusted) {
        long keys = Stream.of(config.secret(), config.publicKey(), config.jwks())
                .filter(each -> each.isPresent())
                .count();
        CoreSettings.require(
                config.mode() != Mode.JWT || keys == 1,
                "roomcast.auth.mode=jwt needs one of roomcast.auth.secret, .public-key and .jwks");
        CoreSettings.require(
                config.mode() != Mode.HEADER
                        || !trusted.isEmpty() && config.secret().isPresent(),
                "roomcast.auth.mode=header needs roomcast.trusted-proxies and roomcast.auth.secret");
        boolean isUsed = config.mode() != Mode.ANONYMOUS
                || keys == 0 && config.issuer().isEmpty() && config.audience().isEmpty();
        CoreSettings.require(
                isUsed,
                "roomcast.auth.secret, .public-key, .jwks, .issuer and .audience have no meaning if"
                        + " roomcast.auth.mode=anonymous");
        CoreSettings.require(
                config.header().matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
                "roomcast.auth.header is the name of a header, for example X-WX-OPENID");
        CoreSettings.require(!config.skew().isNegative(), "roomcast.auth.skew is not negative");
    }

    public boolean isAnonymous() {
        return config.mode() == Mode.ANONYMOUS;
    }

    public TrustedProxies proxies() {
        return proxies;
    }

    /** Returns the header in which a trusted proxy states the user; null: none. */
    public String header() {
        return config.mode() == Mode.HEADER ? config.header() : null;
    }

    /** Returns the public name of a user with a secret id. */
    public String pseudonym(String id) {
        return pseudonyms.of(id);
    }

    public Authenticator authenticator(Vertx vertx, Clock clock) {
        return switch (config.mode()) {
            case ANONYMOUS -> Authenticator.ANONYMOUS;
            case HEADER -> Authenticator.ELSEWHERE;
            case JWT ->
                new JwtAuthenticator(
                        keys(vertx, clock), demands(), refused, secret == null ? null : new AccountEncryption(secret));
        };
    }

    /** Returns the issuer of tokens; null: none. */
    public TokenIssuer issuer() {
        return config.mode() == Mode.JWT && secret != null ? new TokenIssuer(secret, demands()) : null;
    }

    private JwtAuthenticator.Demands demands() {
        return new JwtAuthenticator.Demands(
                config.issuer().orElse(null), config.audience().orElse(Set.of()), config.skew(), infoBytes);
    }

    /** Returns the counters of refused tokens. */
    public RefusedTokens refused() {
        return refused;
    }

    private KeySource keys(Vertx vertx, Clock clock) {
        if (secret != null) {
            return KeySource.of(KeySource.secret(secret));
        }
        if (config.jwks().isPresent()) {
            return remoteKeys(vertx, clock);
        }
        try {
            return KeySource.of(KeySource.publicKey(pem(config.publicKey().orElseThrow())));
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException("Configuration: roomcast.auth.public-key: " + e.getMessage() + ".", e);
        }
    }

    private KeySource remoteKeys(Vertx vertx, Clock clock) {
        HttpCaller caller =
                new HttpCaller(vertx, new HttpCaller.Bounds(RemoteKeySet.TIMEOUT_MILLIS, 1, 1, RemoteKeySet.MAX_BYTES));
        HttpCaller.Request request = HttpCaller.Request.get("GET keys", jwks);
        return new RemoteKeySet(() -> caller.call(request), jwks.getHost(), clock);
    }

    private static String pem(String keyOrPath) throws IOException {
        return keyOrPath.startsWith("-----") ? keyOrPath : Files.readString(Path.of(keyOrPath));
    }
}
