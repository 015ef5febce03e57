package dev.roomcast.api;

import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanList;
import dev.roomcast.bans.BanStore;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.room.Ids;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Bans users from one room or all rooms, and revokes their older tokens, on all nodes that share their rooms. */
final class BanOperations {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The longest temporary ban, in seconds: ten years. */
    static final long MAX_SECONDS = 10L * 366 * 24 * 3600;
    /** The duration of a revocation, in milliseconds: 400 days. Tokens should not live longer. */
    private static final long REVOCATION_MILLIS = 400L * 24 * 3600 * 1000;
    /** The latest permitted time, in seconds since 1970: the year 5138. */
    private static final long MAX_TIME = 99_999_999_999L;

    private final BanList list;
    private final BanStore store;
    private final Clock clock;

    BanOperations(BanList list, BanStore store, Clock clock) {
        this.list = list;
        this.store = store;
        this.clock = clock;
    }

    /** @param room the room; null: every room */
    CompletionStage<byte[]> ban(@Nullable String room, String user, RequestBody body, String by) {
        String name = user(user);
        String scope = scope(room);
        body.allow("seconds", "reason");
        long seconds = body.integer("seconds", 1, MAX_SECONDS, 0);
        String reason = reason(body);
        return store(ban(scope, name, seconds, reason), by);
    }

    /**
     * Bans kicked users from the room.
     *
     * @param seconds the duration of the ban, in seconds
     */
    CompletionStage<Void> ban(String room, List<String> users, long seconds, String by) {
        CompletableFuture<?>[] all = users.stream()
                .map(user -> store(ban(room, user, seconds, ""), by).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all);
    }

    private Ban ban(String room, String user, long seconds, String reason) {
        long endsAt = seconds == 0 ? Ban.NEVER : clock.epochMillis() + seconds * 1000;
        return list.dated(Ban.ofUser(room, user, endsAt, reason));
    }

    private CompletionStage<byte[]> store(Ban ban, String by) {
        return store.put(ban).thenApply(done -> {
            LOG.infof(
                    "event=banned user=%s room=%s until=%d reason=%s key=%s",
                    Ids.quoted(ban.user()), ban.room(), ban.endsAt(), Ids.quoted(ban.reason()), by);
            return write(new JsonWriter(256), ban).json();
        });
    }

    /** Revokes the user's tokens from before a moment, which is the current time by default. */
    CompletionStage<byte[]> revoke(String user, RequestBody body, String by) {
        String name = user(user);
        body.allow("before");
        long before = body.integer("before", 1, MAX_TIME, 0);
        long now = clock.epochMillis();
        Ban ban = list.dated(Ban.ofTokens(name, before == 0 ? now : before * 1000, now + REVOCATION_MILLIS));
        return store.put(ban).thenApply(done -> {
            LOG.infof("event=tokens-revoked user=%s before=%d key=%s", Ids.quoted(name), ban.issuedBefore(), by);
            return write(new JsonWriter(256), ban).json();
        });
    }

    /** @param room the room; null: every room */
    CompletionStage<byte[]> lift(Ban.Kind kind, @Nullable String room, String user, String by) {
        String name = user(user);
        String scope = scope(room);
        Ban known = list.lifted(kind, scope, name);
        // Another node may have stored the ban a moment ago.
        CompletionStage<Ban> lifted = known != null
                ? CompletableFuture.completedFuture(known)
                : store.refresh().thenApply(done -> list.lifted(kind, scope, name));
        return lifted.thenCompose(ban -> {
                    if (ban == null) {
                        throw ProblemException.notFound(kind == Ban.Kind.USER ? "no such ban" : "no such revocation");
                    }
                    return store.put(ban);
                })
                .thenApply(done -> {
                    LOG.infof("event=ban-lifted user=%s room=%s key=%s", Ids.quoted(user), scope, by);
                    return new JsonWriter(32).ascii("{\"lifted\":true}").json();
                });
    }

    /** Returns a page of the bans and revocations in force. */
    byte[] list(Page page) {
        List<Ban> bans = list.list(page.after(), page.limit() + 1);
        JsonWriter writer = new JsonWriter(64 + 100 * bans.size()).ascii("{\"bans\":[");
        String comma = "";
        for (Ban ban : page.of(bans)) {
            write(writer.ascii(comma), ban);
            comma = ",";
        }
        writer.ascii("]");
        String next = page.next(bans, Ban::key);
        if (next != null) {
            writer.ascii(",\"next\":").string(next);
        }
        return writer.ascii("}").json();
    }

    private static JsonWriter write(JsonWriter writer, Ban ban) {
        writer.ascii("{\"user\":").string(ban.user());
        if (!ban.room().isEmpty()) {
            writer.ascii(",\"room\":").string(ban.room());
        }
        if (ban.kind() == Ban.Kind.TOKENS) {
            writer.ascii(",\"tokensBefore\":" + ban.issuedBefore());
        }
        if (ban.endsAt() != Ban.NEVER) {
            writer.ascii(",\"until\":" + ban.endsAt());
        }
        if (!ban.reason().isEmpty()) {
            writer.ascii(",\"reason\":").string(ban.reason());
        }
        return writer.ascii("}");
    }

    private static String scope(@Nullable String room) {
        return room == null ? "" : RoomOperations.room(room);
    }

    /** Validates the name of a user. @throws ProblemException for an invalid name */
    static String user(String user) {
        if (!Ids.isUser(user) || user.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.badRequest("a user has 1 to 64 characters and does not begin with c_");
        }
        return user;
    }

    private static String reason(RequestBody body) {
        String reason = body.string("reason", Ban.MAX_REASON);
        return reason == null ? "" : reason.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
