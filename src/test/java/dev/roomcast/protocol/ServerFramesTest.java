package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The exact text of the frames that the server sends. */
class ServerFramesTest {

    private static final byte[] LI = PublicationFrames.sender("l\"i", "c_1");
    private static final ServerFrames.MemberView WANG =
            new ServerFrames.MemberView("wang", "c_2", true, RawJson.of("{ }"));

    private static void said(String expected, Frame frame) {
        assertTrue(frame.isText());
        assertEquals(Json.text(expected), frame.payloadText());
    }

    @Test
    void encodes_the_offset_of_a_publication_but_none_of_a_direct_message() {
        RawJson data = RawJson.of("[ 1.0 ]");
        said(
                "{'method':'m','data':[ 1.0 ],'user':'l\\'i','client':'c_1','offset':1,'time':5}",
                PublicationFrames.publication("m", data, LI, 1, 5));
        said(
                "{'method':'m','user':'l\\'i','client':'c_1','time':5}",
                PublicationFrames.publication("m", null, LI, 0, 5));
    }

    @Test
    void writes_numbers_with_exactly_their_digits() {
        for (long number : new long[] {0, 7, 9, 10, 99, 100, 1_764_176_000_123L, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            String json = new String(
                    new JsonWriter(0).ascii("[").number(number).ascii("]").json(), UTF_8);
            assertEquals("[" + number + "]", json);
        }
    }

    @Test
    void encodes_the_same_publication_from_a_received_body() {
        byte[] beginning = PublicationFrames.body("m", RawJson.of("7"), null, LI);
        byte[] bytes = ("xyz" + new String(beginning, UTF_8)).getBytes(UTF_8);
        said(
                PublicationFrames.publication("m", RawJson.of("7"), LI, 9, 5).payloadText(),
                PublicationFrames.publication(bytes, 3, 9, 5));
    }

    @Test
    void adds_the_member_count_to_a_welcome_without_all_members() {
        String welcome = "{'method':'$connect','id':1,'data':{'room':'r','user':'li','client':'c_1','session':'s_1',"
                + "'epoch':'e','offset':3,'resumed':true,'recovered':false,'publications':[{'method':'m','time':1},"
                + "{'method':'n','time':2}],'members':[{'user':'wang','client':'c_2','state':'away','info':{ }}]";
        said(welcome + ",'time':5,'ping':25000}}", ServerFrames.welcome(1, welcome(1)));
        said(welcome + ",'count':2,'time':5,'ping':25000}}", ServerFrames.welcome(1, welcome(2)));
    }

    private static ServerFrames.Welcome welcome(int count) {
        RawJson publications =
                RawJson.of(PublicationFrames.publication("m", null, PublicationFrames.SERVER, 0, 1)
                                .payloadText() + ","
                        + PublicationFrames.publication("n", null, PublicationFrames.SERVER, 0, 2)
                                .payloadText());
        return new ServerFrames.Welcome(
                "r",
                "li",
                "c_1",
                "s_1",
                new Position("e", 3),
                true,
                false,
                publications,
                null,
                List.of(WANG),
                count,
                5,
                25_000,
                ServerFrames.GameWelcome.NONE);
    }

    @Test
    void includes_the_id_of_the_request_in_answers() {
        said("{'method':'$ack','id':7,'data':{'offset':1}}", ServerFrames.ack(7, 1));
        said("{'method':'$ack','id':7,'data':{}}", ServerFrames.ack(7, 0));
        said("{'method':'$info','id':7,'data':{}}", ServerFrames.done("$info", 7));
        said("{'method':'$pong','data':{'time':5}}", ServerFrames.pong(0, 5));
        said("{'method':'$pong','id':1,'data':{'time':5}}", ServerFrames.pong(1, 5));
        said(
                "{'method':'$history','id':7,'data':{'epoch':'e','offset':3,'complete':true,'publications':[]}}",
                ServerFrames.history(7, new Position("e", 3), true, new RawJson(new byte[0], 0, 0)));
        said(
                "{'method':'$members','id':7,'data':{'members':[{'user':'wang','client':'c_2','state':'away','info':{ }}]}}",
                ServerFrames.members(7, List.of(WANG), null));
        said(
                "{'method':'$error','id':7,'data':{'code':'unavailable','message':'later','retry':true}}",
                ServerFrames.error(7, ErrorCode.UNAVAILABLE, "later"));
    }

    @Test
    void encodes_presence_changes_or_the_number_of_members() {
        said("{'method':'$presence','data':{'count':201}}", ServerFrames.presence(201, null));
        ServerFrames.Departure left = new ServerFrames.Departure("u", "c_3", "left");
        ServerFrames.Update came = new ServerFrames.Update("u", "c_4", false, null);
        ServerFrames.Update showed = new ServerFrames.Update("u", "c_5", null, RawJson.of("1"));
        said(
                "{'method':'$presence','data':{'joins':[{'user':'wang','client':'c_2','state':'away','info':{ }},"
                        + "{'user':'wang','client':'c_2','state':'away','info':{ }}],"
                        + "'leaves':[{'user':'u','client':'c_3','reason':'left'},{'user':'u','client':'c_3','reason':'left'}],"
                        + "'updates':[{'user':'u','client':'c_4','state':'online'},{'user':'u','client':'c_5','info':1}]}}",
                ServerFrames.presence(List.of(WANG, WANG), List.of(left, left), List.of(came, showed), null));
    }

    @Test
    void encodes_reconnect_and_delay_in_a_close_frame() {
        said(
                "{'method':'$close','data':{'code':4001,'reason':'shutdown','reconnect':true,'after':1}}",
                ServerFrames.close(CloseCode.SHUTDOWN, "shutdown", 1));
        said(
                "{'method':'$close','data':{'code':4512,'reason':'kicked','reconnect':false}}",
                ServerFrames.close(CloseCode.KICKED, "kicked", 0));
        said(
                "{'method':'$close','data':{'code':4519,'reason':'spam','reconnect':false}}",
                ServerFrames.close(CloseCode.BANNED, "spam", 0));
    }

    @Test
    void reconnects_after_4000_to_4499_and_internal_errors_only() {
        Set<Integer> back = Stream.of(CloseCode.values())
                .filter(CloseCode::reconnect)
                .map(CloseCode::code)
                .collect(Collectors.toSet());
        assertEquals(Set.of(1011, 1013, 4001, 4005, 4008, 4010, 4012, 4013), back);
    }

    @Test
    void has_a_level_0_error_only_for_codes_that_a_user_must_know() {
        for (CloseCode code : CloseCode.values()) {
            if (code.reconnect() && code != CloseCode.TOO_MANY_REQUESTS || code.code() < 4000) {
                assertNull(code.error(), code.name());
            } else {
                assertTrue(code.error() != null, code.name());
            }
        }
    }

    @Test
    void grows_the_buffer_of_a_writer_that_is_too_small() {
        for (int length = 0; length < 200; length++) {
            String text = "\u0001\"\\\r\t\u001fxé".repeat(length);
            String escaped = "\"" + "\\u0001\\\"\\\\\\r\\t\\u001fxé".repeat(length) + "\"";
            byte[] json = new JsonWriter(length % 10).string(text).json();
            assertEquals(escaped, new String(json, UTF_8));
            assertEquals(escaped, new String(new JsonWriter(0).raw(json).json(), UTF_8));
            Frame frame = new JsonWriter(0).ascii("{}").raw(json).frame();
            assertEquals("{}" + escaped, frame.payloadText());
        }
    }

    @Test
    void replaces_an_unpaired_surrogate_with_a_question_mark() {
        assertEquals("\"?\"", new String(new JsonWriter(9).string("\ud800").json(), UTF_8));
    }
}
