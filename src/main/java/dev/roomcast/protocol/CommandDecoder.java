package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes text frames. Values that are only forwarded are not parsed into objects: the decoder records their bounds,
 * and their bytes are copied unchanged. Thread: any.
 */
public final class CommandDecoder {

    /** The longest method, in characters. */
    public static final int MAX_METHOD = 64;

    /** The default bound of JSON nesting, which parsers of other languages share. */
    public static final int MAX_DEPTH = 64;
    /** The maximum number of names in {@code to}. */
    public static final int MAX_NAMES = 256;

    private final StreamReadConstraints bounds;
    private final ThreadLocal<JsonReader> parsers = new ThreadLocal<>();

    /** Creates a decoder with the default bound of nesting. */
    public CommandDecoder(int maxMessage) {
        this(maxMessage, MAX_DEPTH);
    }

    /**
     * @param maxMessage the longest text, in bytes; also the bound of a number or name
     * @param maxDepth the maximum nesting of JSON, including the object of the frame
     */
    public CommandDecoder(int maxMessage, int maxDepth) {
        bounds = StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxNumberLength(maxMessage)
                .maxStringLength(maxMessage)
                .maxNameLength(maxMessage)
                .build();
    }

    JsonReader parser(byte[] bytes, int from, int length) {
        JsonReader parser = parsers.get();
        if (parser == null || !parser.isReusable()) {
            parser = new JsonReader(bounds);
            parsers.set(parser);
        }
        return parser.begin(bytes, from, length);
    }

    /** Decodes the text frame of a level 1 client. */
    public Command decode(Frame text) throws BadFrameException {
        CommandEnvelope envelope = new CommandEnvelope(this);
        try (JsonReader parser = parser(text.bytes(), text.payloadStart(), text.payloadLength())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw envelope.bad("a frame is one JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                envelope.read(parser, text);
            }
            if (parser.nextToken() != null) {
                throw envelope.bad("a frame is one JSON object alone");
            }
        } catch (IOException e) {
            throw envelope.bad(reason(e, text));
        }
        return envelope.toCommand();
    }

    /** Returns the reason why a text is malformed, for the developer of a client. */
    private String reason(IOException failure, Frame text) {
        if (failure instanceof StreamConstraintsException) {
            return "JSON is nested deeper than " + bounds.getMaxNestingDepth() + " levels";
        }
        return text.beginsWithByteOrderMark()
                ? "the text begins with a byte order mark (U+FEFF), which JSON does not allow"
                : "not JSON";
    }

    /** Returns the id of a level 1 frame whose other fields are ignored; 0: none. */
    public long idOf(Frame text) {
        try {
            return decode(text).id();
        } catch (BadFrameException e) {
            return e.id();
        }
    }

    /**
     * Reads the fields of a level 0 text.
     *
     * @return the fields; null: the text is no JSON object that level 1 can read
     */
    public @Nullable PlainText peek(Frame text) {
        return PlainText.of(this, text);
    }

    /** Returns the content of a JSON string, or the JSON of any other value. */
    public String textOf(RawJson value) {
        try (JsonReader parser = parser(value.bytes(), value.from(), value.length())) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : value.toString();
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that was valid JSON on receipt", e);
        }
    }

    /**
     * Decodes the state change of a publication.
     *
     * @param command a publication with {@code set}, {@code if} or both
     * @param maxMembers the maximum number of members of the room; 0: no bound
     * @throws BadFrameException for a change that is invalid in every room
     */
    public StateChange stateChange(Command.Publish command, int maxMembers) throws BadFrameException {
        return new StateChangeDecoder(this, command, maxMembers).decode();
    }

    /**
     * Decodes a state change that was accepted before.
     *
     * @param encoded the change as members see it
     */
    public StateChange acceptedChange(RawJson encoded) {
        return StateChangeDecoder.encoded(this, encoded);
    }

    /**
     * Returns the value of a top-level field of an object.
     *
     * @return a part of the object's array; null: absent; the last value of a repeated field
     */
    public @Nullable RawJson field(RawJson object, String name) {
        RawJson value = null;
        try (JsonReader parser = parser(object.bytes(), object.from(), object.length())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean isIt = parser.currentName().equals(name);
                    parser.nextToken();
                    RawJson each = raw(parser, object.bytes());
                    value = isIt ? each : value;
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that was valid JSON on receipt", e);
        }
        return value;
    }

    /**
     * Returns the top-level fields of an object that are strings, numbers, booleans or nulls.
     *
     * @return the canonical values by name; equal values have equal texts
     */
    public Map<String, String> scalarsIn(RawJson object) {
        return ScalarFields.of(this, object);
    }

    /** Returns the readable text of a value: all its strings and names, unescaped, one on each line. */
    public String textsIn(RawJson value) {
        StringBuilder texts = new StringBuilder();
        try (JsonReader parser = parser(value.bytes(), value.from(), value.length())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                    texts.append(parser.getText()).append('\n');
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that was valid JSON on receipt", e);
        }
        return texts.toString();
    }

    static boolean isMethod(String method) {
        int characters = 0;
        for (int at = 0; at < method.length(); characters++) {
            int c = method.codePointAt(at);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                return false;
            }
            at += Character.charCount(c);
        }
        return characters >= 1 && characters <= MAX_METHOD;
    }

    /** @return the integer; {@link IntegerValue#MAX} for a larger one; -1 for any other value */
    static long integer(JsonParser parser, JsonToken token) throws IOException {
        return token.isNumeric() ? IntegerValue.of(parser.getText()) : -1;
    }

    /** Returns the current value in its original encoding. */
    static RawJson raw(JsonReader parser, byte[] bytes) throws IOException {
        int start = parser.valueStart();
        parser.skipChildren();
        parser.finishToken();
        return new RawJson(bytes, start, parser.position() - start);
    }
}
