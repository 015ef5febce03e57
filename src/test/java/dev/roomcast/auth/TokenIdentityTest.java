package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

/** Identity in a valid token: user, info, skill, rights, pseudonym. */
class TokenIdentityTest extends SignedTokens {

    @Test
    void reads_the_skill_of_a_player_from_its_claim() {
        assertNull(identify(tokens(), token(claims -> {})).skill());
        assertEquals(
                1510.5,
                identify(tokens(), token(claims -> claims.setClaim("skill", 1510.5)))
                        .skill());
        for (Object wrong : new Object[] {"1510", true, 1e300, List.of(1)}) {
            assertRefused(CloseCode.INVALID_TOKEN, tokens(), token(claims -> claims.setClaim("skill", wrong)));
        }
    }

    @Test
    void refuses_an_info_of_more_bytes_than_a_member_may_show() {
        String fits = "x".repeat(1024 - "{\"n\":\"\"}".length());
        assertEquals(
                1024,
                identify(tokens(), token(claims -> claims.setClaim("info", Map.of("n", fits))))
                        .info()
                        .length());

        assertRefused(
                CloseCode.INVALID_TOKEN, tokens(), token(claims -> claims.setClaim("info", Map.of("n", fits + "x"))));
    }

    @Test
    void grants_the_rights_of_the_longest_matching_pattern() {
        Consumer<JwtClaims> rooms = claims -> claims.setClaim(
                "rooms",
                Map.of("*", List.of("join"), "chess-*", List.of("join", "publish:move"), "chess-2", List.of()));

        Identity identity = identify(tokens(), token(rooms));

        assertEquals(List.of("join", "publish:move"), identity.rights().words());
    }

    @Test
    void prefers_the_rights_of_the_exact_room_name_to_those_of_a_prefix() {
        Map<String, List<String>> rights =
                Map.of("chess-1", List.of("join"), "chess-1*", List.of("join", "publish"), "chess-*", List.of());

        Identity identity = identify(tokens(), token(claims -> claims.setClaim("rooms", rights)));

        assertEquals(List.of("join"), identity.rights().words());
    }

    @Test
    void refuses_a_token_for_other_rooms() {
        for (String pattern : List.of("chess-2", "chess-11", "chess", "Chess-*", "other-*")) {
            String token = token(claims -> claims.setClaim("rooms", Map.of(pattern, List.of("join", "publish"))));
            assertRefused(CloseCode.FORBIDDEN, tokens(), token);
        }
        assertRefused(CloseCode.FORBIDDEN, tokens(), token(claims -> claims.setClaim("rooms", Map.of())));
    }

    @Test
    void takes_the_info_from_the_token() {
        Identity identity = identify(tokens(), token(claims -> claims.setClaim("info", Map.of("nick", "Li \"x\""))));

        assertEquals("{\"nick\":\"Li \\\"x\\\"\"}", identity.info().toString());
    }

    @Test
    void accepts_its_own_tokens() {
        TokenIssuer issuer = new TokenIssuer(SECRET.getBytes(StandardCharsets.UTF_8), DEMANDS);

        TokenIssuer.Token issued = issuer.issue("w_1", "openid", Duration.ofMinutes(1));

        Identity identity = identify(tokens(), issued.token());
        assertEquals("w_1", identity.user());
        assertEquals(issued.expires(), identity.expires());
    }

    @Test
    void decrypts_the_account_of_its_own_tokens_only() {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        String token = new TokenIssuer(secret, DEMANDS)
                .issue("w_1", "openid", Duration.ofMinutes(1))
                .token();

        JwtAuthenticator here = new JwtAuthenticator(
                KeySource.of(KeySource.secret(secret)), DEMANDS, REFUSED, new AccountEncryption(secret));
        assertEquals("openid", identify(here, token).account());

        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
        assertTrue(!claims.contains("openid"), claims);
        AccountEncryption others = new AccountEncryption((SECRET + "x").getBytes(StandardCharsets.UTF_8));
        JwtAuthenticator elsewhere =
                new JwtAuthenticator(KeySource.of(KeySource.secret(secret)), DEMANDS, REFUSED, others);
        assertNull(identify(elsewhere, token).account());
    }

    @Test
    void derives_a_stable_pseudonym_that_depends_on_the_secret() {
        Pseudonymizer ours = new Pseudonymizer(SECRET.getBytes(StandardCharsets.UTF_8));
        Pseudonymizer others = new Pseudonymizer((SECRET + "x").getBytes(StandardCharsets.UTF_8));

        assertEquals(ours.of("oAbc"), ours.of("oAbc"));
        assertTrue(!ours.of("oAbc").equals(ours.of("oAbd")));
        assertTrue(!ours.of("oAbc").equals(others.of("oAbc")));
        assertTrue(ours.of("oAbc").matches("w_[A-Za-z0-9_-]{20}"), ours.of("oAbc"));
    }
}
