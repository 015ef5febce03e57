package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the frame checker with a minimal history for each violation of frame sync. */
class FrameCheckerTest {

    private final List<Event> history = new ArrayList<>();

    FrameCheckerTest() {
        welcome("li");
        welcome("wang");
        run("li");
        run("wang");
    }

    private void add(String who, String kind, String data) {
        history.add(new Event("r", who, 1, kind, Json.node(data)));
    }

    private void welcome(String who) {
        add(who, "frame", "{'method':'$connect','data':{'client':'c_" + who + "','game':'play'}}");
    }

    private void run(String who) {
        add(who, "frame", "{'method':'$run','data':{'run':'r_1','rate':30,'frame':0,'players':['c_li','c_wang']}}");
    }

    private void told(String who, String... frames) {
        for (String frame : frames) {
            add(who, "frame", "{'method':'$frame','data':" + frame + "}");
        }
    }

    private void page(String who, long after, String fields) {
        add(who, "pull", "{'run':'r_1','after':" + after + "}");
        add(who, "frame", "{'method':'$frames','data':{'run':'r_1'," + fields + "}}");
    }

    private void calm() {
        add("server", "calm", "{}");
    }

    private void rest() {
        add("li", "rest", "{}");
        add("wang", "rest", "{}");
    }

    private List<String> violations() {
        List<String> violations = new ArrayList<>();
        FrameChecker checker = new FrameChecker(violations::add);
        history.forEach(checker::read);
        checker.finish();
        return violations;
    }

    private void isGood() {
        assertEquals(List.of(), violations());
    }

    private void isViolated(String what) {
        assertTrue(violations().stream().anyMatch(each -> each.startsWith(what)), "found: " + violations());
    }

    @Test
    void accepts_parts_of_one_sequence() {
        add("li", "input", "{'client':'c_li','value':'li.i0'}");
        told("li", "[1]", "[2,[0,'li.i0']]", "[3,['away',1]]", "[4,['back',1]]");
        told("wang", "[1]");
        page("wang", 1, "'frame':3,'complete':true,'frames':[[2,[0,'li.i0']],[3,['away',1]]]");
        told("wang", "[4,['back',1]]");
        calm();
        add("li", "input", "{'client':'c_li','value':'li.i1'}");
        told("li", "[5,[0,'li.i1']]", "[6]");
        told("wang", "[5,[0,'li.i1']]", "[6]");
        rest();
        isGood();
    }

    @Test
    void finds_two_frames_of_one_number() {
        told("li", "[1,[0,'li.i0']]");
        told("wang", "[1]");
        isViolated("another frame");
    }

    @Test
    void finds_a_page_without_one_of_its_frames() {
        told("li", "[1,[0,'li.i0']]");
        page("wang", 0, "'frame':1,'complete':true,'frames':[]");
        isViolated("another frame");
    }

    @Test
    void finds_a_frame_that_arrives_twice() {
        told("li", "[1]", "[1]");
        isViolated("a frame arrived twice");
    }

    @Test
    void finds_a_frame_that_is_missing_at_rest() {
        calm();
        told("li", "[1]", "[3]");
        isViolated("a frame was not delivered at rest");
    }

    @Test
    void finds_a_repeated_input_and_a_lost_input() {
        told("li", "[1,[0,'li.i0']]", "[2,[0,'li.i0']]");
        isViolated("an input occurs twice");
        calm();
        add("li", "input", "{'client':'c_li','value':'li.i1'}");
        isViolated("an input was lost at rest");
    }

    @Test
    void finds_inputs_out_of_order_or_in_another_slot() {
        add("li", "input", "{'client':'c_li','value':'li.i0'}");
        told("li", "[1,[1,'li.i1']]", "[2,[1,'li.i0']]");
        isViolated("inputs out of order");
        isViolated("an input in the slot of another player");
    }

    @Test
    void finds_a_lost_presence_change() {
        told("li", "[1,['back',1]]");
        isViolated("presence change after online");
    }

    @Test
    void finds_an_input_of_an_away_player() {
        told("li", "[1,['away',1]]", "[2,[1,'wang.i0']]");
        isViolated("an input of a player that is away");
    }

    @Test
    void finds_a_different_presence_at_rest() {
        told("li", "[1,['away',1]]");
        rest();
        isViolated("at rest the frames contain a different presence");
    }

    @Test
    void finds_simulations_that_differ() {
        add("li", "sim", "{'run':'r_1','at':16,'state':5}");
        add("wang", "sim", "{'run':'r_1','at':16,'state':6}");
        isViolated("two simulations differ");
    }
}
