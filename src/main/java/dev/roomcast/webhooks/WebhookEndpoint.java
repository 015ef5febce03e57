package dev.roomcast.webhooks;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An application's server that receives posts. Thread: any. */
interface WebhookEndpoint {

    /**
     * The response to a post.
     *
     * @param body the body, of bounded size
     * @param retryAfter the header Retry-After; null: absent
     */
    record Response(int status, String body, @Nullable String retryAfter) {

        Response(int status, String body) {
            this(status, body, null);
        }

        /** Returns whether the receiver accepted the post. */
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** Returns whether the receiver refuses the content, so that a repetition would have the same result. */
        boolean isContentRefused() {
            return status == 400 || status == 413 || status == 422;
        }

        /** Returns whether the receiver no longer accepts posts. */
        boolean isGone() {
            return status == 410;
        }

        /** Returns the requested pause, in milliseconds; 0: none, or in the form of a date. */
        long retryAfterMillis() {
            return retryAfter != null && retryAfter.strip().matches("[0-9]{1,6}")
                    ? Long.parseLong(retryAfter.strip()) * 1000
                    : 0;
        }
    }

    /**
     * Posts JSON.
     *
     * @param id the id of the post, the same for each repetition
     * @return the response; fails if there is none in time
     */
    CompletionStage<Response> post(String id, byte[] body);
}
