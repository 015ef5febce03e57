package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the game checker with a minimal history for each violation of the guarantees of games. */
class GameCheckerTest {

    private static final String LI = member("li", "play", "online");
    private static final String WANG = member("wang", "play", "online");

    private final List<Event> history = new ArrayList<>();

    private static String member(String user, String game, String state) {
        return "{'client':'c_" + user + "','game':'" + game + "','state':'" + state + "'}";
    }

    private GameCheckerTest add(String who, String kind, String data) {
        history.add(new Event("r", who, 1, kind, Json.node(data)));
        return this;
    }

    private GameCheckerTest welcome(String who, long offset, String members, String host, String state) {
        return add(
                who,
                "frame",
                "{'method':'$connect','data':{'client':'c_" + who + "','epoch':'e','offset':" + offset
                        + ",'recovered':false,'publications':[],'members':[" + members + "],'host':" + host
                        + ",'game':'play','state':" + state + "}}");
    }

    private GameCheckerTest set(String who, long offset, String set) {
        return add(who, "frame", "{'method':'say','data':'v','set':" + set + ",'offset':" + offset + "}");
    }

    private GameCheckerTest presence(String who, String fields) {
        return add(who, "frame", "{'method':'$presence','data':{" + fields + "}}");
    }

    private void isGood() {
        assertEquals(List.of(), violations());
    }

    private void isViolated(String what) {
        assertTrue(violations().stream().anyMatch(each -> each.startsWith(what)), "found: " + violations());
    }

    private List<String> violations() {
        List<String> violations = new ArrayList<>();
        GameChecker checker = new GameChecker(violations::add);
        history.forEach(event -> checker.read(event, "e"));
        checker.finish();
        return violations;
    }

    @Test
    void finds_no_violation_in_a_valid_history() {
        welcome("li", 0, LI, "'c_li'", "{}").set("li", 1, "{'n':1,'c_li/x':1}").set("li", 2, "{'n':2}");
        welcome("wang", 2, LI + "," + WANG, "'c_li'", "{'n':2,'c_li/x':1}");
        presence("wang", "'joins':[],'leaves':[{'client':'c_li'}],'updates':[],'host':'c_wang'");
        add("wang", "rest", "{}").isGood();
    }

    @Test
    void finds_a_lost_update() {
        welcome("li", 0, LI, "'c_li'", "{}").set("li", 1, "{'n':1}").set("li", 2, "{'n':1}");
        isViolated("an update was lost");
    }

    @Test
    void finds_a_state_that_is_not_the_fold() {
        welcome("li", 0, LI, "'c_li'", "{}").set("li", 1, "{'a':1}");
        welcome("wang", 1, LI + "," + WANG, "'c_li'", "{}").isViolated("the state is not the fold");
    }

    @Test
    void finds_a_key_of_a_departed_client() {
        welcome("li", 0, LI, "'c_li'", "{'c_gone/x':1}").isViolated("received a key of a departed client");
    }

    @Test
    void finds_a_host_that_changes_without_a_cause() {
        welcome("li", 0, LI + "," + WANG, "'c_li'", "{}");
        presence("li", "'joins':[],'leaves':[],'updates':[],'host':'c_wang'");
        isViolated("the host changed without a cause");
    }

    @Test
    void accepts_a_new_host_after_a_handover_or_an_absence() {
        welcome("li", 0, LI + "," + WANG, "'c_li'", "{}").add("li", "hand", "{'client':'c_wang'}");
        presence("li", "'joins':[],'leaves':[],'updates':[],'host':'c_wang'");
        presence("li", "'joins':[],'leaves':[],'updates':[{'client':'c_wang','state':'away'}]");
        presence("li", "'joins':[],'leaves':[],'updates':[],'host':'c_li'");
        isGood();
    }

    @Test
    void finds_players_without_a_host() {
        welcome("li", 0, LI, "null", "{}").isViolated("no player is the host");
    }

    @Test
    void finds_two_hosts_at_rest() {
        welcome("li", 0, LI + "," + WANG, "'c_li'", "{}").welcome("wang", 0, LI + "," + WANG, "'c_wang'", "{}");
        add("li", "rest", "{}").add("wang", "rest", "{}").isViolated("at rest there are several hosts");
    }
}
