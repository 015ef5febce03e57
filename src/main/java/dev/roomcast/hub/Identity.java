package dev.roomcast.hub;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Rights;
import org.jspecify.annotations.Nullable;

/**
 * A proven identity.
 *
 * @param user a valid name; null: only the other values were decided
 * @param info the info that others see; null: the client states it
 * @param expires when the proof ends, in milliseconds since 1970; 0: never
 * @param rights in the requested room; null: the rights of every member
 * @param issued when the token was issued, in milliseconds since 1970; 0: unknown; {@link Long#MAX_VALUE}: no token
 * @param account the id in another system, never shown to clients; null: none
 * @param skill for matchmaking; null: none was proven
 */
public record Identity(
        @Nullable String user,
        @Nullable RawJson info,
        long expires,
        @Nullable Rights rights,
        long issued,
        @Nullable String account,
        @Nullable Double skill) {

    /** An identity without a skill. */
    public Identity(String user, RawJson info, long expires, Rights rights, long issued, String account) {
        this(user, info, expires, rights, issued, account, null);
    }

    /** An identity that no token proved. */
    public Identity(
            String user, @Nullable RawJson info, long expires, @Nullable Rights rights, @Nullable String account) {
        this(user, info, expires, rights, Long.MAX_VALUE, account);
    }

    /**
     * Returns this identity with what an application grants.
     *
     * @param granted of which null and 0 change nothing
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
