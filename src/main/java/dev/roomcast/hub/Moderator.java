package dev.roomcast.hub;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Checks content before other members receive it. Thread: any. */
public interface Moderator {

    /** Accepts everything without a check. */
    Moderator NONE = new Moderator() {
        @Override
        public boolean covers(String method) {
            return false;
        }

        @Override
        public CompletionStage<Verdict> check(ModerationRequest request) {
            throw new UnsupportedOperationException("nothing is covered");
        }
    };

    /**
     * The content to check.
     *
     * @param identity the identity of the sender; null for an anonymous sender
     * @param user the sender's name as others see it; null: not known yet
     * @param data the data; null: absent, or a text without a method
     * @param dataText the readable text in the data
     * @param set the values that the publication sets in the shared state; null: none
     * @param setText the readable text in these values
     * @param plain the complete level 0 text as others receive it; null at level 1
     */
    record ModerationRequest(
            String room,
            @Nullable Identity identity,
            @Nullable String user,
            String method,
            @Nullable RawJson data,
            String dataText,
            @Nullable RawJson set,
            String setText,
            @Nullable String plain) {

        /** Creates a level 1 request that does not change the shared state. */
        public ModerationRequest(
                String room, Identity identity, String user, String method, RawJson data, String text) {
            this(room, identity, user, method, data, text, null, "", null);
        }

        /** Returns whether the moderator covers the content; at level 0, clients need not know methods. */
        boolean isCoveredBy(Moderator moderator) {
            return moderator.covers(method) || plain != null && moderator.covers("$text");
        }

        /** Returns the readable text of the complete content. */
        public String text() {
            return dataText + setText;
        }

        ModerationRequest with(RawJson data, String text) {
            return new ModerationRequest(room, identity, user, method, data, text, set, setText, plain);
        }

        ModerationRequest setting(RawJson set, String setText) {
            return new ModerationRequest(room, identity, user, method, data, dataText, set, setText, plain);
        }

        /** Returns the same request with the text of a level 0 member. */
        public ModerationRequest plain(String plain) {
            return new ModerationRequest(room, identity, user, method, data, dataText, set, setText, plain);
        }
    }

    /**
     * The result of a check.
     *
     * @param data the replacement; null: the content stays
     * @param error the reason for a refusal; null: accepted
     * @param message the message for the sender
     */
    record Verdict(
            @Nullable RawJson data,
            @Nullable ErrorCode error,
            @Nullable String message) {

        public static final Verdict PASSES = new Verdict(null, null, null);
        public static final Verdict REFUSED = refused("this text is not let through");
        /** The refusal after a failed check. */
        public static final Verdict UNCHECKED =
                new Verdict(null, ErrorCode.UNAVAILABLE, "this text cannot be checked now");

        public static Verdict refused(String message) {
            return new Verdict(null, ErrorCode.FORBIDDEN, message);
        }

        public static Verdict replaced(RawJson data) {
            return new Verdict(data, null, null);
        }

        public boolean passes() {
            return error == null;
        }

        CompletionStage<Verdict> now() {
            return CompletableFuture.completedFuture(this);
        }
    }

    /**
     * Returns whether messages of a method are checked. {@code $text} covers texts without a method, {@code $info} the info of
     * members.
     */
    boolean covers(String method);

    /** Checks content that {@link #covers} includes. */
    CompletionStage<Verdict> check(ModerationRequest request);
}
