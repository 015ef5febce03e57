package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages about inputs between nodes, on the channel of the receiving node. No answer to a query begins with a
 * letter.
 *
 * <pre>
 *   i ROOM CLIENT ID\n INPUT     to the node that ticks
 *   x ROOM CLIENT ID CODE\n      to the node of the player whose input is refused
 * </pre>
 */
final class FrameMessages {

    private FrameMessages() {}

    static byte[] input(String room, String client, long id, RawJson input) {
        return EventWriter.line("i " + room + ' ' + client + ' ' + id)
                .add(input.detached().bytes())
                .bytes();
    }

    static byte[] refusal(String room, String client, long id, ErrorCode code) {
        return EventWriter.line("x " + room + ' ' + client + ' ' + id + ' ' + code.name())
                .bytes();
    }

    /**
     * Passes a message to its room.
     *
     * @param rooms finds an open room of this node by its name; returns null if there is none
     * @return whether the message is about an input
     */
    static boolean receive(byte[] message, @Nullable Function<String, RedisSequencer> rooms) {
        if (message.length == 0 || message[0] != 'i' && message[0] != 'x') {
            return false;
        }
        int end = 0;
        while (message[end] != '\n') {
            end++;
        }
        String[] words = new String(message, 0, end, ISO_8859_1).split(" ");
        RedisSequencer room = rooms.apply(words[1]);
        if (room != null && message[0] == 'i') {
            RawJson input = new RawJson(message, end + 1, message.length - end - 1);
            room.onInput(words[2], Long.parseLong(words[3]), input);
        } else if (room != null) {
            room.onInputRefused(words[2], Long.parseLong(words[3]), ErrorCode.valueOf(words[4]));
        }
        return true;
    }
}
