package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the checker with handwritten histories, valid ones and one for each kind of violation. */
class CheckerTest {

    private static final int KEPT = 10;

    private final List<Event> history = new ArrayList<>();

    private CheckerTest add(String who, int connection, String kind, String data) {
        history.add(new Event("r", who, connection, kind, Json.node(data)));
        return this;
    }

    private CheckerTest frame(String who, String frame) {
        return add(who, 1, "frame", frame);
    }

    /** A history with two members, at the beginning of epoch e. */
    private CheckerTest both() {
        return arrive("a", "")
                .arrive("b", ",{'user':'a','client':'c_a'}")
                .frame("a", "{'method':'$presence','data':{'joins':[{'user':'b','client':'c_b'}],'leaves':[]}}");
    }

    private CheckerTest arrive(String who, String others) {
        return add(who, 1, "connect", "{}").frame(who, welcome(who, 0, false, false, "", others));
    }

    private static String welcome(
            String who, long offset, boolean resumed, boolean recovered, String publications, String others) {
        return "{'method':'$connect','data':{'client':'c_" + who + "','epoch':'e','offset':" + offset + ",'resumed':"
                + resumed + ",'recovered':" + recovered + ",'publications':[" + publications + "],'members':[{'user':'"
                + who + "','client':'c_" + who + "'}" + others + "]}}";
    }

    private static String said(String value, long offset) {
        return "{'method':'say','data':'" + value + "','offset':" + offset + "}";
    }

    private CheckerTest heard(String who, String value, long offset) {
        return frame(who, said(value, offset));
    }

    private CheckerTest publish(String who, long id, String value) {
        return add(who, 1, "publish", "{'id':" + id + ",'value':'" + value + "'}");
    }

    private CheckerTest ack(String who, long id, long offset) {
        return frame(who, "{'method':'$ack','id':" + id + ",'data':{'offset':" + offset + "}}");
    }

    /** Adds a reconnect of {@code a} from a position. */
    private CheckerTest again(long given, String welcome) {
        return add("a", 2, "connect", "{'epoch':'e','offset':" + given + "}").frame("a", welcome);
    }

    private CheckerTest rest(String who, String... members) {
        String all = String.join(
                ",",
                List.of(members).stream().map(each -> "{'user':'" + each + "'}").toList());
        return frame(who, "{'method':'$members','data':{'members':[" + all + "]}}")
                .add(who, 1, "rest", "{'open':true,'answered':true,'plain':false}");
    }

    private void isGood() {
        assertEquals(List.of(), Checker.violations(history, KEPT));
    }

    private void isViolated(String what) {
        List<String> violations = Checker.violations(history, KEPT);
        assertTrue(violations.stream().anyMatch(each -> each.startsWith(what)), "found: " + violations);
    }

    @Test
    void accepts_a_history_without_violations() {
        both().publish("a", 1, "x").heard("a", "x", 1).ack("a", 1, 1).heard("b", "x", 1);
        publish("b", 1, "y").heard("b", "y", 2).ack("b", 1, 2);
        again(1, welcome("a", 2, true, true, said("y", 2), ",{'user':'b','client':'c_b'}"));
        rest("a", "a", "b").rest("b", "a", "b");
        add("server", 0, "empty", "{'connections':0,'members':0,'rooms':0}").isGood();
    }

    @Test
    void detects_two_orders() {
        both().heard("a", "x", 1).heard("b", "y", 1).isViolated("another order");
    }

    @Test
    void detects_a_gap() {
        both().heard("a", "x", 1).heard("a", "z", 3).isViolated("a gap after 1");
    }

    @Test
    void detects_a_repeat() {
        both().heard("a", "x", 1).heard("a", "x", 1).isViolated("a repeat after 1");
    }

    @Test
    void detects_a_duplicate_publication() {
        both().heard("a", "x", 1).heard("a", "x", 2).isViolated("published twice");
    }

    @Test
    void detects_recovery_with_a_gap_anywhere() {
        both().again(0, welcome("a", 3, true, true, said("y", 2) + "," + said("z", 3), ""))
                .isViolated("a gap after 0");
        history.clear();
        both().again(0, welcome("a", 3, true, true, said("x", 1) + "," + said("z", 3), ""))
                .isViolated("a gap after 1");
        history.clear();
        both().again(0, welcome("a", 3, true, true, said("x", 1) + "," + said("y", 2), ""))
                .isViolated("recovered with a gap");
    }

    @Test
    void detects_recovery_of_a_part() {
        both().again(0, welcome("a", 30, true, false, said("z", 30), "")).isViolated("recovered a part");
    }

    @Test
    void detects_a_needless_failure_of_recovery() {
        both().again(0, welcome("a", KEPT + 1, true, false, "", "")).isGood();
        history.clear();
        both().again(0, welcome("a", KEPT, true, false, "", "")).isViolated("not recovered although retained");
    }

    @Test
    void detects_recovery_of_another_epoch() {
        both().add("a", 2, "connect", "{'epoch':'old','offset':0}")
                .frame("a", welcome("a", 0, true, true, "", ""))
                .isViolated("recovered an unknown position");
    }

    @Test
    void detects_a_decreasing_offset() {
        both().heard("a", "x", 1).again(1, welcome("a", 0, true, false, "", "")).isViolated("the offset decreased");
    }

    @Test
    void detects_an_acknowledgement_with_a_wrong_offset() {
        both().publish("a", 1, "x").ack("a", 1, 1).heard("b", "y", 1).isViolated("another order");
    }

    @Test
    void detects_an_acknowledgement_without_a_publication_and_two_offsets_of_one_id() {
        both().ack("a", 1, 1).isViolated("an acknowledgement without a publication");
        both().publish("a", 1, "x").ack("a", 1, 1).ack("a", 1, 2).isViolated("acknowledged at another offset");
    }

    @Test
    void acknowledges_publications_of_an_earlier_epoch() {
        String anew = welcome("a", 0, true, false, "", "").replace("'epoch':'e'", "'epoch':'f'");
        both().publish("a", 1, "x").heard("b", "x", 1).again(0, anew);
        ack("a", 1, 1).heard("a", "y", 1).isGood();
        history.clear();
        both().publish("a", 1, "x").heard("b", "x", 1).again(0, anew);
        ack("a", 1, 2).isViolated("acknowledged at a wrong offset");
    }

    @Test
    void detects_acknowledged_but_lost_messages() {
        both().publish("a", 1, "x").ack("a", 1, 1).heard("a", "x", 1);
        rest("a", "a", "b").rest("b", "a", "b").isViolated("at rest at 0, but 1 was said (b)");
    }

    @Test
    void detects_a_missing_acknowledgement_at_rest() {
        both().publish("a", 1, "x").heard("a", "x", 1).heard("b", "x", 1);
        rest("a", "a", "b").rest("b", "a", "b").isViolated("never answered: [1] (a)");
    }

    @Test
    void detects_a_ghost_member_in_presence_events_and_in_the_member_list() {
        both().frame("b", "{'method':'$presence','data':{'joins':[{'user':'x','client':'c_x'}],'leaves':[]}}");
        rest("a", "a", "b").rest("b", "a", "b").isViolated("at rest [a, b] are present, and known are [a, b, x] (b)");
        history.clear();
        both().rest("a", "a", "b", "x")
                .rest("b", "a", "b")
                .isViolated("at rest [a, b] are present, and listed are [a, b, x]");
    }

    @Test
    void accepts_the_late_answer_of_a_member_that_left_since() {
        both().publish("b", 1, "x").heard("b", "x", 1).heard("a", "x", 1).ack("b", 1, 1);
        frame("b", "{'method':'$presence','data':{'joins':[],'leaves':[{'client':'c_a'}]}}");
        again(0, welcome("a", 0, true, true, "", ",{'user':'b','client':'c_b'}"));
        assertFalse(Checker.violations(history, KEPT).toString().contains("returned after its reported leave"));
    }

    @Test
    void detects_a_closed_connection_in_a_room_without_activity() {
        both().add("a", 1, "closed", "{'code':4010}").isGood();
        both().add("server", 0, "calm", "{}")
                .add("a", 1, "closed", "{'code':4010}")
                .isViolated("was closed in a room without activity");
    }

    @Test
    void detects_a_leave_event_of_a_present_member() {
        both().frame("b", "{'method':'$presence','data':{'joins':[],'leaves':[{'client':'c_a'}]}}");
        rest("a", "a", "b").rest("b", "a", "b").isViolated("at rest [a, b] are present, and known are [b] (b)");
        history.clear();
        both().frame("b", "{'method':'$presence','data':{'joins':[],'leaves':[{'client':'c_a'}]}}")
                .again(0, welcome("a", 0, true, true, "", ""))
                .isViolated("returned after its reported leave");
    }

    @Test
    void detects_inconsistent_joins_and_leaves() {
        both().frame("a", "{'method':'$presence','data':{'joins':[{'user':'a','client':'c_a'}],'leaves':[]}}")
                .isViolated("received its own join");
        history.clear();
        both().frame("a", "{'method':'$presence','data':{'joins':[],'leaves':[{'client':'c_z'}]}}")
                .isViolated("an unknown member left");
    }

    @Test
    void detects_resuming_as_another_member() {
        both().again(0, welcome("b", 0, true, true, "", "")).isViolated("resumed as another member");
    }

    @Test
    void detects_a_different_order_at_a_level_0_member() {
        both().heard("a", "x", 1).heard("a", "y", 2).heard("a", "z", 3);
        add("p", 1, "text", "'x'").add("p", 1, "text", "'z'").isViolated("a plain member received another order");
        history.clear();
        both().heard("a", "x", 1).heard("a", "y", 2).heard("a", "z", 3);
        add("p", 1, "text", "'x'").add("p", 2, "text", "'z'").isGood();
    }

    @Test
    void detects_a_present_member_shown_as_away() {
        both().frame("b", "{'method':'$presence','data':{'updates':[{'user':'a','client':'c_a','state':'away'}]}}");
        rest("a", "a", "b").rest("b", "a", "b").isViolated("present at rest, but known as away: [c_a] (b)");
    }

    @Test
    void detects_a_present_member_without_an_answer() {
        both().rest("a", "a", "b").add("b", 1, "rest", "{'open':true,'answered':false,'plain':false}");
        isViolated("does not answer (b)");
    }

    @Test
    void detects_a_member_that_does_not_return() {
        both().rest("a", "a", "b").add("b", 1, "rest", "{'open':false,'answered':false,'plain':false}");
        isViolated("did not return");
    }

    @Test
    void detects_a_leak() {
        add("server", 0, "empty", "{'connections':0,'members':1,'rooms':1}")
                .isViolated("state remains after the last leave");
    }

    @Test
    void detects_an_internal_error_of_the_server() {
        both().frame("a", "{'method':'$error','data':{'code':'internal'}}")
                .isViolated("an internal error of the server");
    }

    @Test
    void restores_a_history_from_its_lines() {
        both().publish("a", 1, "x").heard("a", "x", 1);
        assertEquals(
                history, history.stream().map(Event::line).map(Event::parse).toList());
    }
}
