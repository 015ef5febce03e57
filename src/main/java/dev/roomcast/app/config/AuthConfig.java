package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How it is known who somebody is. */
@RegisterForReflection // as RoomcastConfig
public interface AuthConfig {

    /** {@code anonymous}: nobody is asked; {@code jwt}: by a token; {@code header}: by a trusted proxy's word. */
    @WithDefault("anonymous")
    Mode mode();

    /** The secret shared with the issuer, at least 32 bytes of UTF-8: for HS256 tokens, and to hide names. */
    Optional<String> secret();

    /** The public key of who issues the tokens, in PEM, or the path of a file with it. */
    Optional<String> publicKey();

    /** The address where the issuer publishes its keys (a JSON Web Key Set). */
    Optional<String> jwks();

    /** The {@code iss} that a token must have; without it, any. */
    Optional<String> issuer();

    /** Of which a token's {@code aud} must have one; without it, any. */
    Optional<Set<String>> audience();

    /** By how much the clocks of issuer and node may differ. */
    @WithDefault("5s")
    Duration skew();

    /** Whether a token may stand in the address, as {@code ?token=}, where proxies may write it down. */
    @WithDefault("false")
    boolean queryToken();

    /** The header in which a trusted proxy says who it is. */
    @WithDefault("X-WX-OPENID")
    String header();

    /** The source of identities. */
    enum Mode {
        ANONYMOUS,
        JWT,
        HEADER
    }
}
