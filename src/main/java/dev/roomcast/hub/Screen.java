package dev.roomcast.hub;

import java.util.concurrent.CompletionStage;

/** Looks at what people write before others see it. Any thread may ask. */
public interface Screen {

    /** Nothing is looked at. */
    Screen NONE = new Screen() {
        @Override
        public boolean covers(String method) {
            return false;
        }

        @Override
        public CompletionStage<Verdict> check(Identity who, String text) {
            throw new UnsupportedOperationException("nothing is covered");
        }
    };

    /** What came of it. */
    enum Verdict {
        PASSES,
        REFUSED,
        /** It could not be found out, and such texts are not let through. */
        UNCHECKED
    }

    /**
     * Whether messages of a method are looked at; {@code $text} is that of a text that has none, {@code $info} stands
     * for what members say of themselves.
     */
    boolean covers(String method);

    /**
     * What is to become of a text.
     *
     * @param who says it; null where nobody logs in
     */
    CompletionStage<Verdict> check(Identity who, String text);
}
