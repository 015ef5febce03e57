package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The authentication of users. */
@RegisterForReflection // as RoomcastConfig
public interface AuthConfig {

    /** {@code anonymous}: no proof; {@code jwt}: a token; {@code header}: a header of a trusted proxy. */
    @WithDefault("anonymous")
    Mode mode();

    /** The secret shared with the issuer, at least 32 bytes of UTF-8: for HS256 tokens and pseudonyms. */
    Optional<String> secret();

    /** The issuer's public key in PEM format, or the path of a file with it. */
    Optional<String> publicKey();

    /** The URL at which the issuer publishes its keys (a JSON Web Key Set). */
    Optional<String> jwks();

    /** The required {@code iss} of a token; without it, any. */
    Optional<String> issuer();

    /** The permitted values of a token's {@code aud}; without them, any. */
    Optional<Set<String>> audience();

    /** The permitted difference between the clocks of issuer and node. */
    @WithDefault("5s")
    Duration skew();

    /** Whether the URL may contain a token, as {@code ?token=}, which proxies may log. */
    @WithDefault("false")
    boolean queryToken();

    /** The header in which a trusted proxy states the user. */
    @WithDefault("X-WX-OPENID")
    String header();

    /** The sources of identities. */
    enum Mode {
        ANONYMOUS,
        JWT,
        HEADER
    }
}
