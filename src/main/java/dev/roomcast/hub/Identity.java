package dev.roomcast.hub;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Rights;
import org.jspecify.annotations.Nullable;

/**
 * A proven identity.
 *
 * @param user a valid name; null: the other values are granted without a user
 * @param info the info that other members see; null: as the client states it
 * @param expires the end of the proof, in milliseconds since 1970; 0: never
 * @param rights the rights in the requested room; null: the default rights
 * @param issued the time of issue of the token, in milliseconds since 1970; 0: unknown; {@link Long#MAX_VALUE}: no
 *     token
 * @param account the id in an external system, never shown to clients; null: none
 * @param skill the skill for matchmaking; null: none is proven
 */
public record Identity(
        @Nullable String user,
        @Nullable RawJson info,
        long expires,
        @Nullable Rights rights,
        long issued,
        @Nullable String account,
        @Nullable Double skill) {

    /** Creates an identity without a skill. */
    public Identity(String user, RawJson info, long expires, Rights rights, long issued, String account) {
        this(user, info, expires, rights, issued, account, null);
    }

    /** Creates an identity without a token. */
    public Identity(
            String user, @Nullable RawJson info, long expires, @Nullable Rights rights, @Nullable String account) {
        this(user, info, expires, rights, Long.MAX_VALUE, account);
    }

    /**
     * Returns this identity with the values that the application granted.
     *
     * @param granted the granted values; null and 0 change nothing
     */
    Identity granted(Identity granted) {
        return new Identity(
                granted.user == null ? user : granted.user,
                granted.info == null ? info : granted.info,
                granted.expires == 0 ? expires : granted.expires,
                granted.rights == null ? rights : granted.rights,
                issued,
                account,
                skill);
    }
}
