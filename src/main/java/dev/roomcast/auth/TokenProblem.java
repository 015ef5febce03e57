package dev.roomcast.auth;

import dev.roomcast.protocol.CloseCode;
import java.util.Locale;

/**
 * The reasons why a token is refused, for the operator. The client receives only the close code, except in development
 * mode.
 */
public enum TokenProblem {
    TOO_LONG("the token is longer than 8192 characters"),
    NOT_A_TOKEN("the text is no signed JSON Web Token"),
    UNKNOWN_KEY("no known key fits the token's kid and alg"),
    KEYS_UNAVAILABLE("the login service does not answer with its keys", CloseCode.LOGIN_UNAVAILABLE),
    ALGORITHM("the token's alg does not fit the key"),
    SIGNATURE("the signature is wrong"),
    EXPIRED("exp is in the past", CloseCode.TOKEN_EXPIRED),
    NO_EXPIRY("exp is missing"),
    NOT_YET_VALID("nbf is in the future"),
    ISSUER("iss is not roomcast.auth.issuer"),
    AUDIENCE("aud has none of roomcast.auth.audience"),
    NO_USER("sub is missing"),
    BAD_USER("sub is no user name: 1 to 64 characters, not beginning with c_"),
    BAD_INFO("info is no JSON object"),
    LARGE_INFO("info is longer than roomcast.limits.info-bytes"),
    BAD_ROOMS("rooms is no object of lists of rights"),
    BAD_CLAIM("a claim has the wrong type"),
    OTHER_ROOM("rooms grants no right to join this room", CloseCode.FORBIDDEN);

    private final String sentence;
    private final CloseCode code;

    TokenProblem(String sentence) {
        this(sentence, CloseCode.INVALID_TOKEN);
    }

    TokenProblem(String sentence, CloseCode code) {
        this.sentence = sentence;
        this.code = code;
    }

    /** Returns the name in logs and metrics, for example {@code no-expiry}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns a sentence for a developer, without parts of the token. */
    public String sentence() {
        return sentence;
    }

    /** Returns the close code for the connection. */
    public CloseCode code() {
        return code;
    }
}
