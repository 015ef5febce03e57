package dev.roomcast.hooks;

import java.util.concurrent.CompletionStage;

/** An application's server, to which something is posted. Any thread may call. */
interface Receiver {

    /** What it said; the body is of bounded size. */
    record Answer(int status, String body) {

        /** Whether it took what was posted. */
        boolean isGood() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * Posts JSON.
     *
     * @param id the same when the same is posted again
     * @return fails where there is no answer, in time or at all
     */
    CompletionStage<Answer> post(String id, byte[] body);
}
