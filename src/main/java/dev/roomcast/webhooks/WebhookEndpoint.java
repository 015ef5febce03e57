package dev.roomcast.webhooks;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An application's server, to which something is posted. Any thread may call. */
interface WebhookEndpoint {

    /**
     * Its answer.
     *
     * @param body of bounded size
     * @param retryAfter the header Retry-After, or null
     */
    record Response(int status, String body, @Nullable String retryAfter) {

        Response(int status, String body) {
            this(status, body, null);
        }

        /** Returns whether the receiver took the post. */
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** Returns whether the receiver refuses the content, so that the same post again has the same answer. */
        boolean isContentRefused() {
            return status == 400 || status == 413 || status == 422;
        }

        /** Returns whether the endpoint no longer accepts posts. */
        boolean isGone() {
            return status == 410;
        }

        /** Returns the requested pause, in milliseconds; 0: none, or a date. */
        long retryAfterMillis() {
            return retryAfter != null && retryAfter.strip().matches("[0-9]{1,6}")
                    ? Long.parseLong(retryAfter.strip()) * 1000
                    : 0;
        }
    }

    /**
     * Posts JSON.
     *
     * @param id the same when the same is posted again
     * @return fails where there is no answer, in time or at all
     */
    CompletionStage<Response> post(String id, byte[] body);
}
