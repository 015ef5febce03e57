package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the fields {@code set} and {@code if} of one publication. Values that are only forwarded stay in their
 * original encoding.
 */
final class StateChangeDecoder {

    private static final byte[] TRUE = "true".getBytes(US_ASCII);

    private final CommandDecoder decoder;
    private final Command.Publish command;
    /** The maximum number of members of the room; 0: no bound. */
    private final int maxMembers;

    private final List<StateChange.Entry> entries = new ArrayList<>(2);
    /** The index at which the hidden secret begins; 0: none. */
    private int secretFrom;

    private int secretTo;

    StateChangeDecoder(CommandDecoder decoder, Command.Publish command, int maxMembers) {
        this.decoder = decoder;
        this.command = command;
        this.maxMembers = maxMembers;
    }

    StateChange decode() throws BadFrameException {
        RawJson set = command.state().set();
        if (set == null) {
            throw bad("if needs set");
        }
        if (command.to() != null || command.isVolatile()) {
            throw bad("set is for all, and not volatile");
        }
        boolean tooLarge;
        try (JsonReader parser = decoder.parser(set.bytes(), set.from(), set.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("set is an object of 1 to " + StateChange.MAX_ENTRIES + " keys");
            }
            tooLarge = readEntries(parser, set.bytes());
        } catch (IOException e) {
            throw bad("not JSON");
        }
        if (entries.isEmpty()) {
            throw bad("set is an object of 1 to " + StateChange.MAX_ENTRIES + " keys");
        }
        Position condition = command.state().condition() == null
                ? null
                : condition(command.state().condition());
        if (tooLarge) {
            throw new BadFrameException(
                    ErrorCode.TOO_LARGE, command.id(), false, "a value in set is at most 4096 bytes, $list 1024");
        }
        return new StateChange(entries, condition, encoded(set));
    }

    /** Decodes a change that was accepted before, without checks. */
    static StateChange encoded(CommandDecoder decoder, RawJson encoded) {
        List<StateChange.Entry> entries = new ArrayList<>();
        try (JsonReader parser = decoder.parser(encoded.bytes(), encoded.from(), encoded.length())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                boolean removes = parser.nextToken() == JsonToken.VALUE_NULL;
                RawJson value = CommandDecoder.raw(parser, encoded.bytes());
                entries.add(new StateChange.Entry(key, removes ? null : value, null));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a change that was valid JSON on receipt", e);
        }
        return new StateChange(entries, null, encoded);
    }

    /** @return whether a value is too large */
    private boolean readEntries(JsonReader parser, byte[] bytes) throws IOException, BadFrameException {
        boolean tooLarge = false;
        int at = parser.position();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken token = parser.nextToken();
            if (!isKey(key) || !isLiteral(key, bytes, at)) {
                throw bad("a key in set is 1 to 64 of the letters, digits and _ . : / -, without escapes");
            }
            if (entries.size() == StateChange.MAX_ENTRIES) {
                throw bad("set has at most " + StateChange.MAX_ENTRIES + " keys");
            }
            if (entries.stream().anyMatch(entry -> entry.key().equals(key))) {
                throw bad("a key stands in set once");
            }
            StateChange.Entry entry = read(parser, token, key, bytes);
            tooLarge |= entry.value() != null && entry.value().length() > limit(key);
            entries.add(entry);
            at = parser.position();
        }
        return tooLarge;
    }

    private static int limit(String key) {
        return key.equals(StateChange.LIST) ? StateChange.MAX_LIST : StateChange.MAX_VALUE;
    }

    private static boolean isKey(String key) {
        if (key.isEmpty() || key.length() > StateChange.MAX_KEY) {
            return false;
        }
        if (key.charAt(0) == '$') {
            return key.equals(StateChange.OPEN)
                    || key.equals(StateChange.MAX)
                    || key.equals(StateChange.KEY)
                    || key.equals(StateChange.LIST);
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && "_.:/-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the next name, after white space and a comma, has no escapes. */
    private static boolean isLiteral(String key, byte[] bytes, int after) {
        int from = after;
        while (bytes[from] != '"') {
            from++;
        }
        byte[] literal = (key + '"').getBytes(US_ASCII);
        int end = Math.min(bytes.length, from + 1 + literal.length);
        return Arrays.equals(literal, 0, literal.length, bytes, from + 1, end);
    }

    private StateChange.Entry read(JsonReader parser, JsonToken token, String key, byte[] bytes)
            throws IOException, BadFrameException {
        String secret = null;
        if (key.charAt(0) == '$' && token != JsonToken.VALUE_NULL) {
            secret = key.equals(StateChange.KEY) && token == JsonToken.VALUE_STRING ? parser.getText() : null;
            check(key, token, secret);
        }
        RawJson value = CommandDecoder.raw(parser, bytes);
        if (key.equals(StateChange.MAX) && token != JsonToken.VALUE_NULL) {
            checkMax(value);
        }
        if (secret != null) {
            secretFrom = value.from();
            secretTo = value.from() + value.length();
            return new StateChange.Entry(key, new RawJson(TRUE, 0, TRUE.length), secret);
        }
        return new StateChange.Entry(key, token == JsonToken.VALUE_NULL ? null : value, null);
    }

    private void check(String key, JsonToken token, @Nullable String secret) throws BadFrameException {
        boolean good = switch (key) {
            case StateChange.OPEN -> token.isBoolean();
            case StateChange.MAX -> token.isNumeric();
            case StateChange.KEY -> secret != null && JoinTerms.isKey(secret);
            default -> token == JsonToken.START_OBJECT;
        };
        if (!good) {
            throw bad("$open is a boolean, $max an integer, $key a string of 1 to 64 characters, $list an object");
        }
    }

    private void checkMax(RawJson value) throws BadFrameException {
        long max = StateChange.max(value);
        if (max < 1 || maxMembers > 0 && max > maxMembers) {
            throw bad("$max is an integer from 1 to the most members of the room");
        }
    }

    private Position condition(RawJson raw) throws BadFrameException {
        String epoch = null;
        long offset = -1;
        try (JsonReader parser = decoder.parser(raw.bytes(), raw.from(), raw.length())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    JsonToken token = parser.nextToken();
                    if (name.equals("epoch")) {
                        epoch = token == JsonToken.VALUE_STRING ? parser.getText() : null;
                    } else if (name.equals("offset")) {
                        offset = CommandDecoder.integer(parser, token);
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw bad("not JSON");
        }
        if (epoch == null || offset < 0) {
            throw bad("if is a position: {\"epoch\":\"…\",\"offset\":0}");
        }
        return new Position(epoch, offset);
    }

    private RawJson encoded(RawJson set) {
        if (secretTo == 0) {
            return set;
        }
        ByteArrayOutputStream told = new ByteArrayOutputStream(set.length());
        told.write(set.bytes(), set.from(), secretFrom - set.from());
        told.writeBytes(TRUE);
        told.write(set.bytes(), secretTo, set.from() + set.length() - secretTo);
        return new RawJson(told.toByteArray(), 0, told.size());
    }

    private BadFrameException bad(String message) {
        return new BadFrameException(ErrorCode.BAD_REQUEST, command.id(), false, message);
    }
}
