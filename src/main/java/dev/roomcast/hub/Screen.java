package dev.roomcast.hub;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks at what somebody wants to say before others hear it. Any thread may ask. */
public interface Screen {

    /** Nothing is looked at. */
    Screen NONE = new Screen() {
        @Override
        public boolean covers(String method) {
            return false;
        }

        @Override
        public CompletionStage<Verdict> check(Saying saying) {
            throw new UnsupportedOperationException("nothing is covered");
        }
    };

    /**
     * What somebody wants to say.
     *
     * @param who says it; null where nobody logs in
     * @param user as the others see it; null where that is not settled yet
     * @param data null where absent, and for a text that has no method
     * @param text what people can read of it
     */
    record Saying(String room, Identity who, String user, String method, RawJson data, String text) {

        Saying with(RawJson data, String text) {
            return new Saying(room, who, user, method, data, text);
        }
    }

    /**
     * What came of it.
     *
     * @param data said in place of the old; null: what was said stays
     * @param error why it is not let through; null: it is
     * @param message for who said it
     */
    record Verdict(RawJson data, ErrorCode error, String message) {

        public static final Verdict PASSES = new Verdict(null, null, null);
        public static final Verdict REFUSED = refused("this text is not let through");
        /** It could not be found out, and such texts are not let through. */
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
     * Whether messages of a method are looked at; {@code $text} is that of a text that has none, {@code $info} stands
     * for what members say of themselves.
     */
    boolean covers(String method);

    /** What is to become of something that is covered. */
    CompletionStage<Verdict> check(Saying saying);
}
