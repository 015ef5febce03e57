package dev.roomcast.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.RefusalCode;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * Makes the server the referee of the game at {@code /game/}. The page also works without this rule: each page then
 * computes the next position and puts it into the shared state, so that a modified page can cheat. With this rule, a
 * page only requests a move, its own {@code set} is omitted, and the server computes the position.
 */
@ApplicationScoped
@IfBuildProfile("dev")
@Rooms("game-*")
public class DotsAndBoxes implements RoomRules {

    private static final int SEATS = 4;

    record Move(int line) {}

    @OnMethod("move")
    Decision move(RoomView room, Sender sender, Move move) {
        int seat = seatOf(room, sender);
        Board board =
                new Board(room.state("lines").asText(), room.state("boxes").asText());
        if (!isPlaying(room)) {
            return Decision.refuse("the round has not begun");
        }
        if (seat < 0 || seat != turn(room)) {
            return Decision.refuse("it is not your turn");
        }
        if (!board.canDraw(move.line())) {
            return Decision.refuse(RefusalCode.CONFLICT, "there is no free line " + move.line());
        }
        Board next = board.draw(move.line(), seat);
        boolean movesAgain = !next.boxes().equals(board.boxes());
        Decision decision = Decision.accept()
                .withoutSet()
                .replace(Map.of("line", move.line()))
                .set("lines", next.lines())
                .set("boxes", next.boxes())
                .set("turn", movesAgain ? seat : nextSeat(room, seat));
        return next.isOver() ? decision.set("phase", "over") : decision;
    }

    /** Handles {@code seat/N}, with which the page requests a seat. */
    @OnMethod("sit")
    Decision sit(RoomView room, Sender sender, Publication publication) {
        int own = seatOf(room, sender);
        for (int seat = 0; seat < SEATS; seat++) {
            JsonNode wanted = publication.set().get("seat/" + seat);
            if (wanted != null && wanted.asText().equals(sender.client())) {
                if (!sender.isPlayer() || own >= 0 && isPlaying(room)) {
                    return Decision.refuse("you cannot take a seat now");
                }
                if (isTaken(room, seat)) {
                    return Decision.refuse(RefusalCode.CONFLICT, "the seat is taken");
                }
                Decision decision = Decision.accept().withoutSet().set("seat/" + seat, sender.client());
                return own < 0 ? decision : decision.remove("seat/" + own);
            }
        }
        return Decision.refuse(RefusalCode.BAD_REQUEST, "say which seat you want to take");
    }

    @OnMethod("stand")
    Decision stand(RoomView room, Sender sender) {
        int own = seatOf(room, sender);
        return own < 0
                ? Decision.refuse("you have no seat")
                : Decision.accept().withoutSet().remove("seat/" + own).remove(sender.client() + "/ready");
    }

    /** Handles {@code CLIENT/ready}, which the page sets or removes. */
    @OnMethod("ready")
    Decision ready(RoomView room, Sender sender, Publication publication) {
        if (seatOf(room, sender) < 0 || isPlaying(room)) {
            return Decision.refuse("you cannot get ready now");
        }
        String key = sender.client() + "/ready";
        JsonNode ready = publication.set().get(key);
        return Decision.accept().withoutSet().set(key, ready == null || ready.isNull() ? null : round(room) + 1);
    }

    @OnMethod("start")
    Decision start(RoomView room, Sender sender) {
        int round = round(room);
        int taken = 0;
        int turn = -1;
        for (int seat = 0; seat < SEATS; seat++) {
            if (isTaken(room, seat)) {
                if (room.state(room.state("seat/" + seat).asText() + "/ready").asInt() != round + 1) {
                    return Decision.refuse("not all players are ready");
                }
                taken++;
            }
        }
        if (!sender.isHost() || isPlaying(room) || taken < 2) {
            return Decision.refuse("you cannot start the round now");
        }
        for (int i = 0; i <= round % taken; i++) { // a different seat begins each round
            turn = nextSeat(room, turn);
        }
        return Decision.accept()
                .withoutSet()
                .set("lines", Board.empty().lines())
                .set("boxes", Board.empty().boxes())
                .set("phase", "play")
                .set("round", round + 1)
                .set("turn", turn);
    }

    /** Lets the host continue without a player that is away or has left. */
    @OnMethod("skip")
    Decision skip(RoomView room, Sender sender) {
        int turn = turn(room);
        boolean isHere = room.member(room.state("seat/" + turn).asText())
                .filter(member -> !member.away())
                .isPresent();
        int next = nextSeat(room, turn);
        if (!sender.isHost() || !isPlaying(room) || isHere || next < 0 || next == turn) {
            return Decision.refuse("nobody can be skipped now");
        }
        return Decision.accept().withoutSet().set("turn", next);
    }

    /** Accepts any other publication without a change of the state. */
    @Override
    public Decision onPublication(RoomView room, Sender sender, Publication publication) {
        return publication.set().isEmpty() ? Decision.accept() : Decision.refuse("the rules alone change the table");
    }

    private static boolean isPlaying(RoomView room) {
        return room.state("phase").asText().equals("play");
    }

    private static int round(RoomView room) {
        return room.state("round").asInt();
    }

    private static int turn(RoomView room) {
        return room.state("turn").asInt();
    }

    private static boolean isTaken(RoomView room, int seat) {
        return room.member(room.state("seat/" + seat).asText()).isPresent();
    }

    private static int seatOf(RoomView room, Sender sender) {
        for (int seat = 0; seat < SEATS; seat++) {
            if (room.state("seat/" + seat).asText().equals(sender.client())) {
                return seat;
            }
        }
        return -1;
    }

    /** Returns the next seat that is taken; -1: none. */
    private static int nextSeat(RoomView room, int seat) {
        for (int step = 1; step <= SEATS; step++) {
            int next = Math.floorMod(seat + step, SEATS);
            if (isTaken(room, next)) {
                return next;
            }
        }
        return -1;
    }
}
