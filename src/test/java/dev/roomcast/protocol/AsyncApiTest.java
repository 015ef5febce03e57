package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description accepts valid frames and refuses invalid ones; the test vectors check the frames of the server. */
class AsyncApiTest {

    private final AsyncApi document = AsyncApi.document();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"$connect\"}",
                "{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"s\",\"epoch\":\"e\",\"offset\":41}}",
                "{\"method\":\"move\",\"data\":{\"x\":1}}",
                "{\"method\":\"hint\",\"to\":[\"u_9\"],\"volatile\":true}",
                "{\"method\":\"$history\",\"id\":9,\"data\":{\"limit\":20}}",
                "{\"method\":\"$leave\"}"
            })
    void accepts_frames_of_the_schema(String frame) {
        assertTrue(document.isUnderstood(frame));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":1}",
                "{\"method\":\"$text\"}",
                "{\"method\":\"m\",\"id\":0}",
                "{\"method\":\"m\",\"to\":[]}",
                "{\"method\":\"$history\",\"data\":{\"limit\":0}}",
                "[]"
            })
    void refuses_frames_outside_the_schema(String frame) {
        assertFalse(document.isUnderstood(frame));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"$ack\",\"data\":{}}",
                "{\"method\":\"$close\",\"data\":{\"code\":4001,\"reason\":\"shutdown\"}}",
                "{\"method\":\"move\",\"data\":1,\"user\":\"u\",\"client\":\"c\",\"offset\":0,\"time\":1}",
                "{\"method\":\"$error\",\"data\":{\"code\":\"strange\",\"message\":\"\",\"retry\":false}}",
                "{\"method\":\"$presence\",\"data\":{\"joins\":[]}}"
            })
    void describes_no_frame_that_the_server_never_sends(String frame) {
        assertFalse(document.isSaid(frame));
    }
}
