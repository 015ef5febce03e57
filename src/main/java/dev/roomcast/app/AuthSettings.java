package dev.roomcast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.app.RoomcastConfig.AuthConfig;
import dev.roomcast.app.RoomcastConfig.AuthConfig.Mode;
import dev.roomcast.auth.Jwks;
import dev.roomcast.auth.KeySource;
import dev.roomcast.auth.Pseudonyms;
import dev.roomcast.auth.SealedAccounts;
import dev.roomcast.auth.TokenIssuer;
import dev.roomcast.auth.Tokens;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.room.Clock;
import dev.roomcast.socket.TrustedProxies;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How it is known who somebody is: the configuration, checked. */
final class AuthSettings {

    private final AuthConfig config;
    private final TrustedProxies proxies;
    private final byte[] secret;
    private final Pseudonyms pseudonyms;

    AuthSettings(AuthConfig config, List<String> trusted) {
        this.config = config;
        secret = config.secret().map(AuthSettings::bytes).orElse(null);
        try {
            proxies = TrustedProxies.of(trusted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Configuration: roomcast.trusted-proxies: " + e.getMessage() + ".", e);
        }
        pseudonyms = secret == null ? null : new Pseudonyms(secret);
        check(trusted);
    }

    private static byte[] bytes(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        Settings.require(
                bytes.length >= KeySource.MIN_SECRET,
                "roomcast.auth.secret is at least " + KeySource.MIN_SECRET + " bytes long");
        return bytes;
    }

    private void check(List<String> trusted) {
        long keys = Stream.of(config.secret(), config.publicKey(), config.jwks())
                .filter(each -> each.isPresent())
                .count();
        Settings.require(
                config.mode() != Mode.JWT || keys == 1,
                "roomcast.auth.mode=jwt needs one of roomcast.auth.secret, .public-key and .jwks");
        Settings.require(
                config.mode() != Mode.HEADER
                        || !trusted.isEmpty() && config.secret().isPresent(),
                "roomcast.auth.mode=header needs roomcast.trusted-proxies and roomcast.auth.secret");
        Settings.require(!config.skew().isNegative(), "roomcast.auth.skew is not negative");
    }

    boolean isAnonymous() {
        return config.mode() == Mode.ANONYMOUS;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    /** The header that says who it is, or null: none does. */
    String header() {
        return config.mode() == Mode.HEADER ? config.header() : null;
    }

    /** The name under which the others see one whom a proxy knows by that id. */
    String pseudonym(String id) {
        return pseudonyms.of(id);
    }

    Authenticator authenticator(Vertx vertx, Clock clock) {
        return switch (config.mode()) {
            case ANONYMOUS -> Authenticator.ANONYMOUS;
            case HEADER -> Authenticator.ELSEWHERE;
            case JWT -> new Tokens(keys(vertx, clock), demands(), secret == null ? null : new SealedAccounts(secret));
        };
    }

    /** Who issues tokens here, or null: nobody can. */
    TokenIssuer issuer() {
        return config.mode() == Mode.JWT && secret != null ? new TokenIssuer(secret, demands()) : null;
    }

    private Tokens.Demands demands() {
        return new Tokens.Demands(
                config.issuer().orElse(null), config.audience().orElse(Set.of()), config.skew());
    }

    private KeySource keys(Vertx vertx, Clock clock) {
        if (secret != null) {
            return KeySource.of(KeySource.secret(secret));
        }
        if (config.jwks().isPresent()) {
            return new Jwks(vertx, config.jwks().get(), clock::now);
        }
        try {
            return KeySource.of(KeySource.publicKey(pem(config.publicKey().orElseThrow())));
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException("Configuration: roomcast.auth.public-key: " + e.getMessage() + ".", e);
        }
    }

    private static String pem(String keyOrPath) throws IOException {
        return keyOrPath.startsWith("-----") ? keyOrPath : Files.readString(Path.of(keyOrPath));
    }
}
