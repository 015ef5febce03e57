package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Signatures of webhook requests. */
class WebhookSignatureTest {

    @Test
    void signs_as_standard_webhooks_require() {
        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}".getBytes(UTF_8)));
    }

    @Test
    void accepts_a_secret_as_text_or_base64() {
        String secret = "the secret of this test, 你好";
        String encoded = "whsec_" + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
        byte[] body = "{}".getBytes(UTF_8);

        assertEquals(new WebhookSignature(secret).of("a", 1, body), new WebhookSignature(encoded).of("a", 1, body));
    }

    @Test
    void refuses_a_short_secret_and_invalid_base64() {
        assertThrows(IllegalArgumentException.class, () -> new WebhookSignature("only 23 bytes, that is."));
        assertThrows(IllegalArgumentException.class, () -> new WebhookSignature("whsec_%%%%%%%%%%%%%%%%%%%%%%%%%%%%"));
    }
}
