package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server says, to the character. */
class FramesTest {

    private static final byte[] LI = Frames.signature("l\"i", "c_1");
    private static final Frames.MemberView WANG = new Frames.MemberView("wang", "c_2", true, RawJson.of("{ }"));

    private static void said(String expected, Frame frame) {
        assertTrue(frame.isText());
        assertEquals(expected.replace('\'', '"'), frame.payloadText());
    }

    @Test
    void a_publication_has_its_place_and_a_direct_one_has_none() {
        RawJson data = RawJson.of("[ 1.0 ]");
        said(
                "{'method':'m','data':[ 1.0 ],'user':'l\\'i','client':'c_1','offset':1,'time':5}",
                Frames.publication("m", data, LI, 1, 5));
        said("{'method':'m','user':'l\\'i','client':'c_1','time':5}", Frames.publication("m", null, LI, 0, 5));
    }

    @Test
    void numbers_have_all_their_digits_and_no_more() {
        for (long number : new long[] {0, 7, 9, 10, 99, 100, 1_764_176_000_123L, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            String json = new String(
                    new FrameWriter(0).ascii("[").number(number).ascii("]").json(), UTF_8);
            assertEquals("[" + number + "]", json);
        }
    }

    @Test
    void a_beginning_from_elsewhere_becomes_the_same_publication() {
        byte[] beginning = Frames.beginning("m", RawJson.of("7"), LI);
        byte[] bytes = ("xyz" + new String(beginning, UTF_8)).getBytes(UTF_8);
        said(Frames.publication("m", RawJson.of("7"), LI, 9, 5).payloadText(), Frames.publication(bytes, 3, 9, 5));
    }

    @Test
    void a_welcome_tells_the_number_of_members_where_it_does_not_show_them_all() {
        String welcome = "{'method':'$connect','id':1,'data':{'room':'r','user':'li','client':'c_1','session':'s_1',"
                + "'epoch':'e','offset':3,'resumed':true,'recovered':false,'publications':[{'method':'m','time':1},"
                + "{'method':'n','time':2}],'members':[{'user':'wang','client':'c_2','state':'away','info':{ }}]";
        said(welcome + ",'time':5,'ping':25000}}", Frames.welcome(1, welcome(1)));
        said(welcome + ",'count':2,'time':5,'ping':25000}}", Frames.welcome(1, welcome(2)));
    }

    private static Frames.Welcome welcome(int count) {
        List<Frame> publications = List.of(
                Frames.publication("m", null, Frames.SERVER, 0, 1), Frames.publication("n", null, Frames.SERVER, 0, 2));
        return new Frames.Welcome(
                "r",
                "li",
                "c_1",
                "s_1",
                new Position("e", 3),
                true,
                false,
                publications,
                List.of(WANG),
                count,
                5,
                25_000);
    }

    @Test
    void answers_carry_the_id_of_what_they_answer() {
        said("{'method':'$ack','id':7,'data':{'offset':1}}", Frames.ack(7, 1));
        said("{'method':'$ack','id':7,'data':{}}", Frames.ack(7, 0));
        said("{'method':'$info','id':7,'data':{}}", Frames.done("$info", 7));
        said("{'method':'$pong','data':{'time':5}}", Frames.pong(0, 5));
        said("{'method':'$pong','id':1,'data':{'time':5}}", Frames.pong(1, 5));
        said(
                "{'method':'$history','id':7,'data':{'epoch':'e','offset':3,'complete':true,'publications':[]}}",
                Frames.history(7, new Position("e", 3), true, List.of()));
        said(
                "{'method':'$members','id':7,'data':{'members':[{'user':'wang','client':'c_2','state':'away','info':{ }}]}}",
                Frames.members(7, List.of(WANG)));
        said(
                "{'method':'$error','id':7,'data':{'code':'unavailable','message':'later','retry':true}}",
                Frames.error(7, ErrorCode.UNAVAILABLE, "later"));
    }

    @Test
    void presence_tells_what_changed_or_how_many_there_are() {
        said("{'method':'$presence','data':{'count':201}}", Frames.presence(201));
        Frames.Departure left = new Frames.Departure("u", "c_3", "left");
        Frames.Update came = new Frames.Update("u", "c_4", false, null);
        Frames.Update showed = new Frames.Update("u", "c_5", null, RawJson.of("1"));
        said(
                "{'method':'$presence','data':{'joins':[{'user':'wang','client':'c_2','state':'away','info':{ }},"
                        + "{'user':'wang','client':'c_2','state':'away','info':{ }}],"
                        + "'leaves':[{'user':'u','client':'c_3','reason':'left'},{'user':'u','client':'c_3','reason':'left'}],"
                        + "'updates':[{'user':'u','client':'c_4','state':'online'},{'user':'u','client':'c_5','info':1}]}}",
                Frames.presence(List.of(WANG, WANG), List.of(left, left), List.of(came, showed)));
    }

    @Test
    void a_goodbye_says_whether_to_come_back_and_when() {
        said(
                "{'method':'$close','data':{'code':4001,'reason':'shutdown','reconnect':true,'after':1}}",
                Frames.goodbye(CloseCode.SHUTDOWN, 1));
        said(
                "{'method':'$close','data':{'code':4512,'reason':'kicked','reconnect':false}}",
                Frames.goodbye(CloseCode.KICKED, 0));
    }

    @Test
    void one_comes_back_after_4000_to_4499_and_our_own_mistakes_and_after_nothing_else() {
        Set<Integer> back = Stream.of(CloseCode.values())
                .filter(CloseCode::reconnect)
                .map(CloseCode::code)
                .collect(Collectors.toSet());
        assertEquals(Set.of(1011, 4001, 4005, 4008, 4010, 4012, 4013), back);
    }

    @Test
    void a_plain_client_is_told_why_only_where_a_user_must_know() {
        for (CloseCode code : CloseCode.values()) {
            if (code.reconnect() && code != CloseCode.TOO_MANY_REQUESTS || code.code() < 4000) {
                assertNull(code.error(), code.name());
            } else {
                assertTrue(code.error() != null, code.name());
            }
        }
    }

    @Test
    void a_writer_that_was_made_too_small_grows() {
        for (int length = 0; length < 200; length++) {
            String text = "\u0001\"\\\r\t\u001fxé".repeat(length);
            String escaped = "\"" + "\\u0001\\\"\\\\\\r\\t\\u001fxé".repeat(length) + "\"";
            byte[] json = new FrameWriter(length % 10).string(text).json();
            assertEquals(escaped, new String(json, UTF_8));
            assertEquals(escaped, new String(new FrameWriter(0).raw(json).json(), UTF_8));
            Frame frame = new FrameWriter(0).ascii("{}").raw(json).frame();
            assertEquals("{}" + escaped, frame.payloadText());
        }
    }

    @Test
    void half_a_character_becomes_a_question_mark() {
        assertEquals("\"?\"", new String(new FrameWriter(9).string("\ud800").json(), UTF_8));
    }
}
