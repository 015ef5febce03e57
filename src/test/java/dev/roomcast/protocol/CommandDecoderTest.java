package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding of texts to commands, and the characters that stay unchanged. */
class CommandDecoderTest {

    private final CommandDecoder decoder = new CommandDecoder(65536);

    static List<String> values() {
        return List.of(
                "0",
                "-1",
                "12345678901234567890123456789",
                "1.0",
                "1e400",
                "1E+2",
                "true",
                "false",
                "null",
                "\"\"",
                "\"a\"",
                "\"\\u00e9\\n\\\"\"",
                "\"中文 😀\"",
                "\"" + "x".repeat(60_000) + "\"",
                "\"" + "中".repeat(9000) + "\"",
                "{}",
                "[]",
                "{\"a\":1,\"a\":2}",
                "[1,[2,[3,{\"b\":null}]]]",
                "{ \"spaced\" : [ 1 , 2 ] }",
                "9".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource("values")
    void preserves_the_characters_of_data(String value) throws BadFrameException {
        for (String frame : List.of(
                "{\"method\":\"m\",\"data\":" + value + "}",
                "{\"data\": " + value + " ,\"method\":\"m\"}",
                "{\"x\":[1,{}],\"method\":\"m\",\"data\":" + value + ",\"y\":{\"data\":5}}")) {
            Command.Publish publish = (Command.Publish) decoder.decode(Frame.text(frame));
            assertEquals(value, publish.data().toString());
            assertEquals("m", publish.method());
        }
    }

    @Test
    void reads_the_last_of_repeated_fields() throws BadFrameException {
        Command.Publish publish = (Command.Publish)
                decoder.decode(Frame.text("{\"method\":7,\"id\":\"x\",\"to\":[],\"volatile\":1,\"data\":1,"
                        + "\"method\":\"m\",\"id\":7,\"to\":[\"li\"],\"volatile\":true,\"data\":2}"));

        assertEquals(
                List.of("m", 7L, List.of("li"), true, "2"),
                List.of(
                        publish.method(),
                        publish.id(),
                        publish.to(),
                        publish.isVolatile(),
                        publish.data().toString()));
        assertEquals(
                new Command.History(0, null, -1, 1),
                decoder.decode(Frame.text("{\"method\":\"$history\",\"data\":{\"limit\":0,\"offset\":7,"
                        + "\"limit\":1,\"offset\":null}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"m\",\"method\":7}",
                "{\"method\":\"m\",\"id\":7,\"id\":0}",
                "{\"method\":\"m\",\"to\":[\"li\"],\"to\":[]}",
                "{\"method\":\"m\",\"volatile\":true,\"volatile\":1}",
                "{\"method\":\"$refresh\"}",
                "{\"method\":\"$refresh\",\"data\":{\"token\":null}}"
            })
    void refuses_invalid_last_fields_and_missing_required_fields(String frame) {
        BadFrameException bad = assertThrows(BadFrameException.class, () -> decoder.decode(Frame.text(frame)));

        assertEquals(ErrorCode.BAD_REQUEST, bad.code());
    }

    @Test
    void returns_null_for_absent_data() throws BadFrameException {
        assertNull(((Command.Publish) decoder.decode(Frame.text("{\"method\":\"m\"}"))).data());
    }

    @Test
    void reads_a_publish_with_all_its_fields() throws BadFrameException {
        Command command = decoder.decode(
                Frame.text("{\"method\":\"m\",\"id\":7,\"to\":[\"u\",\"c_1\"],\"volatile\":true,\"data\":[]}"));
        Command.Publish publish = (Command.Publish) command;
        assertEquals(7, publish.id());
        assertEquals(List.of("u", "c_1"), publish.to());
        assertEquals(true, publish.isVolatile());
    }

    @Test
    void reads_a_connect_with_all_its_fields() throws BadFrameException {
        Command.Connect connect = (Command.Connect)
                decoder.decode(
                        Frame.text(
                                "{\"method\":\"$connect\",\"id\":1,\"data\":"
                                        + "{\"token\":\"t\",\"info\":{\"nick\":\"Li\"},\"session\":\"s\",\"epoch\":\"e\",\"offset\":41,\"new\":{}}}"));
        assertEquals("t", connect.token());
        assertEquals("{\"nick\":\"Li\"}", connect.info().toString());
        assertEquals("s", connect.session());
        assertEquals(true, connect.hasPosition());
        assertEquals(41, connect.offset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "[]",
                "1",
                "\"m\"",
                "{",
                "{}",
                "{\"method\":5}",
                "{\"method\":\"\"}",
                "{\"method\":null}",
                "{\"method\":\"m\"} {}",
                "{\"method\":\"m\"",
                "{\"method\":\"m\",}",
                "{'method':'m'}",
                "{\"method\":\"m\",\"data\":}",
                "{\"method\":\"m\",\"data\":01}",
                "{\"method\":\"m\",\"data\":\"a\nb\"}",
                "{\"method\":\"m\",\"id\":0}",
                "{\"method\":\"m\",\"id\":-1}",
                "{\"method\":\"m\",\"id\":1.5}",
                "{\"method\":\"m\",\"id\":\"1\"}",
                "{\"method\":\"m\",\"id\":9007199254740992}",
                "{\"method\":\"m\",\"id\":99999999999999999999}",
                "{\"method\":\"m\",\"to\":[]}",
                "{\"method\":\"m\",\"to\":\"u\"}",
                "{\"method\":\"m\",\"to\":[1]}",
                "{\"method\":\"m\",\"volatile\":1}",
                "{\"method\":\"\\ud800\"}",
                "{\"method\":\"\\udfff\"}",
                "\ufeff{\"method\":\"m\"}",
                "{\u0000\"\u0000m\u0000e\u0000t\u0000h\u0000o\u0000d\u0000\"\u0000:\u0000\"\u0000m\u0000\"\u0000}\u0000",
                "{\"method\":\"$connect\",\"data\":5}",
                "{\"method\":\"$connect\",\"data\":{\"session\":5}}",
                "{\"method\":\"$connect\",\"data\":{\"offset\":-1}}",
                "{\"method\":\"$connect\",\"data\":{\"offset\":-99999999999999999999}}",
                "{\"method\":\"$history\",\"data\":{\"limit\":0}}",
                "{\"method\":\"$history\",\"data\":{\"offset\":\"1\"}}"
            })
    void answers_bad_request_to_unknown_commands(String text) {
        BadFrameException bad = assertThrows(BadFrameException.class, () -> decoder.decode(Frame.text(text)));
        assertEquals(ErrorCode.BAD_REQUEST, bad.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"m\",\"data\":[{\"a\":\"b",
                "{\"method\":\"m\"} \"",
                "[[[",
                "\"",
                "{}",
                "{\"to\":[5",
                "-"
            })
    void keeps_no_state_after_invalid_input(String text) throws BadFrameException {
        for (int i = 0; i < 3; i++) {
            String data = "[" + i + ",{\"k\":\"v\"}]";
            Command.Publish publish = (Command.Publish) decoder.decode(
                    Frame.text("{\"id\":" + (i + 1) + ",\"method\":\"m" + i + "\",\n\"data\":" + data + "}"));
            assertEquals(data, publish.data().toString());
            assertEquals("m" + i, publish.method());
            assertEquals(i + 1, publish.id());
            assertThrows(BadFrameException.class, () -> decoder.decode(Frame.text(text)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$x", "$text", "$ack", "$close", "$presence", "$"})
    void rejects_reserved_methods_as_unknown(String method) {
        BadFrameException bad = assertThrows(
                BadFrameException.class, () -> decoder.decode(Frame.text("{\"method\":\"" + method + "\",\"id\":3}")));
        assertEquals(ErrorCode.UNKNOWN_METHOD, bad.code());
        assertEquals(3, bad.id());
    }

    @Test
    void ignores_a_field_name_in_fullwidth_letters() throws BadFrameException {
        assertEquals(
                "\ue000", ((Command.Publish) decoder.decode(Frame.text("{\"ｍ\":1,\"method\":\"\ue000\"}"))).method());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"epoch\":\"e\",\"offset\":0}|true",
                "{\"epoch\":\"e\",\"offset\":99999999999999999999}|true",
                "{\"epoch\":\"e\"}|false",
                "{\"offset\":5}|false",
                "{\"epoch\":null,\"offset\":5}|false",
                "null|false"
            })
    void requires_an_epoch_and_an_offset_for_a_position(String data, boolean full) throws BadFrameException {
        Command command = decoder.decode(Frame.text("{\"method\":\"$connect\",\"data\":" + data + "}"));
        assertEquals(full, ((Command.Connect) command).hasPosition());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$connect {\"game\":null}",
                "$connect {\"expect\":null}",
                "$connect {\"key\":null}",
                "$history {\"limit\":null}",
                "$run {\"rate\":null}",
                "$frames {\"run\":\"r\",\"after\":0,\"limit\":null}",
                "$frames {\"run\":\"r\",\"after\":0,\"snapshot\":null}",
                "$rooms {\"rooms\":\"a\",\"where\":null}",
                "$rooms {\"rooms\":\"a\",\"open\":null}",
                "$rooms {\"rooms\":\"a\",\"after\":null}",
                "$match {\"rooms\":\"a\",\"same\":null}",
                "$match {\"rooms\":\"a\",\"skill\":null}",
                "$match {\"rooms\":\"a\",\"party\":null}",
                "$match {\"rooms\":\"a\",\"cancel\":null}"
            })
    void refuses_null_for_a_field_that_has_a_value_of_another_kind(String request) {
        String[] parts = request.split(" ");
        assertEquals(
                ErrorCode.BAD_REQUEST,
                bad("{\"method\":\"" + parts[0] + "\",\"id\":5,\"data\":" + parts[1] + "}")
                        .code());
    }

    @Test
    void reads_the_id_of_a_frame_without_decoding_it() {
        assertEquals(7, decoder.idOf(Frame.text("{\"method\":\"m\",\"id\":7}")));
        assertEquals(7, decoder.idOf(Frame.text("{\"id\":7,\"method\":5}")));
        assertEquals(0, decoder.idOf(Frame.text("{\"method\":\"m\"}")));
        assertEquals(0, decoder.idOf(Frame.text("no frame")));
    }

    @Test
    void distinguishes_a_bad_connect_from_other_bad_frames() {
        assertEquals(true, bad("{\"method\":\"$connect\",\"data\":5}").isConnect());
        assertEquals(false, bad("{\"method\":\"m\",\"id\":0}").isConnect());
    }

    private BadFrameException bad(String text) {
        return assertThrows(BadFrameException.class, () -> decoder.decode(Frame.text(text)));
    }

    @Test
    void limits_a_method_to_64_characters() throws BadFrameException {
        decoder.decode(Frame.text("{\"method\":\"" + "😀".repeat(64) + "\"}"));
        assertThrows(
                BadFrameException.class, () -> decoder.decode(Frame.text("{\"method\":\"" + "m".repeat(65) + "\"}")));
    }

    @Test
    void reports_the_id_of_a_bad_request_if_it_was_read() {
        BadFrameException bad =
                assertThrows(BadFrameException.class, () -> decoder.decode(Frame.text("{\"id\":7,\"method\":5}")));
        assertEquals(7, bad.id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ping|pong",
                "heartbeat|heartbeat",
                "{\"method\":\"ping\"}|{\"method\":\"pong\"}",
                "{\"type\":\"ping\"}|{\"type\":\"pong\"}",
                "{\"type\":\"ping\",\"method\":5}|{\"type\":\"pong\"}",
                " {\"x\":1,\"method\":\"p\\u0069ng\"}|{\"method\":\"pong\"}",
                "'\n{\"type\":\"ping\"}'|{\"type\":\"pong\"}",
                "'\r\t {\"type\":\"ping\"}'|{\"type\":\"pong\"}"
            })
    void answers_a_heartbeat_of_a_plain_client(String text, String answer) {
        assertEquals(answer, heartbeats().answerToPlain(Frame.text(text)).payloadText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "PING",
                "ping ",
                "{\"method\":\"move\",\"type\":\"ping\"}",
                "{\"data\":\"ping\"}",
                "[\"ping\"]",
                "\"ping\"",
                "{\"method\":\"ping\"",
                "{\"method\":\"ping\"}x",
                "shopping"
            })
    void ignores_texts_that_resemble_heartbeats(String text) {
        assertNull(heartbeats().answerToPlain(Frame.text(text)));
    }

    private Heartbeats heartbeats() {
        return new Heartbeats(java.util.Map.of("ping", "pong", "heartbeat", "heartbeat"), decoder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"method\":\"say\",\"data\":{\"a\":1},\"user\":\"forged\",\"offset\":9}|{\"method\":\"say\",\"data\":{\"a\":1}",
                "{\"method\":\"say\"}|{\"method\":\"say\"",
                "{\"method\":\"$say\"}|{\"method\":\"$text\",\"data\":\"{\\\"method\\\":\\\"$say\\\"}\"",
                "a \"b\" \\ c|{\"method\":\"$text\",\"data\":\"a \\\"b\\\" \\\\ c\"",
                "中文|{\"method\":\"$text\",\"data\":\"中文\""
            })
    void converts_a_level_0_text_for_level_1(String text, String beginning) {
        Frame frame =
                PublicationFrames.publication(decoder, Frame.text(text), PublicationFrames.sender("u", "c"), 3, 5);
        assertEquals(beginning + ",\"user\":\"u\",\"client\":\"c\",\"offset\":3,\"time\":5}", frame.payloadText());
    }

    @Test
    void escapes_control_characters_of_a_plain_text() {
        Frame frame = PublicationFrames.publication(decoder, Frame.text("a\u0000\n\u001f"), new byte[0], 1, 2);
        assertEquals(
                "{\"method\":\"$text\",\"data\":\"a\\u0000\\n\\u001f\",\"offset\":1,\"time\":2}", frame.payloadText());
    }
}
