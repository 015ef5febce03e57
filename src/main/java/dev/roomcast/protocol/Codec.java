package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * From the text of a frame to what it means. A value that only passes through is never taken apart: its bounds are
 * noted, and its characters are copied as they are. Safe for use by many threads.
 */
public final class Codec {

    /** The longest method, in characters. */
    public static final int MAX_METHOD = 64;

    /** Ids end below this: the integers that every JSON implementation keeps exactly. */
    private static final long MAX_ID = 1L << 53;

    private final StreamReadConstraints bounds;
    private final ThreadLocal<TextParser> parsers = new ThreadLocal<>();

    /** @param maxMessage the longest text that will come, in bytes: what any number or name in it may fill */
    public Codec(int maxMessage) {
        bounds = StreamReadConstraints.builder()
                .maxNestingDepth(maxMessage)
                .maxNumberLength(maxMessage)
                .maxStringLength(maxMessage)
                .maxNameLength(maxMessage)
                .build();
    }

    private TextParser parser(byte[] bytes, int from, int length) {
        TextParser parser = parsers.get();
        if (parser == null || !parser.isReusable()) {
            parser = new TextParser(bounds);
            parsers.set(parser);
        }
        return parser.begin(bytes, from, length);
    }

    /** What a level 1 client said. */
    public Command decode(Frame text) throws BadFrame {
        Envelope envelope = new Envelope();
        try (TextParser parser = parser(text.bytes(), text.payload(), text.payloadLength())) {
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
            throw envelope.bad("not JSON");
        }
        return envelope.toCommand();
    }

    /** The id of a level 1 frame that is not looked at otherwise, or 0. */
    public long idOf(Frame text) {
        try {
            return decode(text).id();
        } catch (BadFrame e) {
            return e.id();
        }
    }

    /** The fields of a level 1 frame, as they stand. */
    private final class Envelope {
        private String method;
        private long id;
        private RawJson data;
        private List<String> to;
        private boolean isVolatile;
        private String problem;
        private String publishProblem;

        void read(TextParser parser, Frame text) throws IOException {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (name) {
                case "method" -> readMethod(parser, token);
                case "id" -> readId(parser, token);
                case "data" -> data = raw(parser, text.bytes());
                case "to" -> to = readTo(parser, token);
                case "volatile" -> {
                    isVolatile = token == JsonToken.VALUE_TRUE;
                    if (!token.isBoolean()) {
                        publishProblem = "volatile is true or false";
                        parser.skipChildren();
                    }
                }
                default -> parser.skipChildren();
            }
        }

        private void readMethod(JsonParser parser, JsonToken token) throws IOException {
            method = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            if (method == null || !isMethod(method)) {
                problem = "method is a string of 1 to 64 characters";
                parser.skipChildren();
            }
        }

        private void readId(JsonParser parser, JsonToken token) throws IOException {
            id = integer(parser, token);
            if (id < 1 || id >= MAX_ID) {
                id = 0;
                problem = "id is a positive integer below 2^53";
                parser.skipChildren();
            }
        }

        private List<String> readTo(JsonParser parser, JsonToken token) throws IOException {
            List<String> names = new ArrayList<>();
            boolean good = token == JsonToken.START_ARRAY;
            if (!good) {
                parser.skipChildren();
            } else {
                while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
                    good &= token == JsonToken.VALUE_STRING;
                    names.add(parser.getText());
                    parser.skipChildren();
                }
            }
            if (!good || names.isEmpty()) {
                publishProblem = "to is a list of at least one user or client";
            }
            return names;
        }

        Command toCommand() throws BadFrame {
            if (problem == null && method == null) {
                problem = "no method";
            }
            if (problem != null) {
                throw bad(problem);
            }
            if (method.charAt(0) != '$') {
                if (publishProblem != null) {
                    throw bad(publishProblem);
                }
                return new Command.Publish(id, method, data, to, isVolatile);
            }
            return switch (method) {
                case "$connect" -> connect();
                case "$history" -> history();
                case "$members" -> new Command.Members(id);
                case "$info" -> info();
                case "$refresh" -> refresh();
                case "$ping" -> new Command.Ping(id);
                case "$leave" -> new Command.Leave(id);
                default -> throw new BadFrame(ErrorCode.UNKNOWN_METHOD, id, false, "no such method");
            };
        }

        private Command connect() throws BadFrame {
            Fields fields = new Fields(this);
            return new Command.Connect(
                    id,
                    fields.string("token"),
                    fields.raw("info"),
                    fields.string("session"),
                    fields.string("epoch"),
                    fields.integer("offset", 0));
        }

        private Command history() throws BadFrame {
            Fields fields = new Fields(this);
            long limit = fields.integer("limit", 1);
            return new Command.History(id, fields.string("epoch"), fields.integer("offset", 0), Math.max(limit, 0));
        }

        private Command info() throws BadFrame {
            if (data == null) {
                throw bad("$info needs data");
            }
            return new Command.Info(id, data);
        }

        private Command refresh() throws BadFrame {
            return new Command.Refresh(id, new Fields(this).string("token"));
        }

        BadFrame bad(String message) {
            return new BadFrame(ErrorCode.BAD_REQUEST, id, "$connect".equals(method), message);
        }
    }

    /** The fields of a request's {@code data}: an object, or nothing. Null stands for absent. */
    private final class Fields {
        private static final Set<String> KNOWN = Set.of("token", "info", "session", "epoch", "offset", "limit");

        private final Envelope envelope;
        private final List<String> names = new ArrayList<>(4);
        private final List<Object> values = new ArrayList<>(4);

        Fields(Envelope envelope) throws BadFrame {
            this.envelope = envelope;
            RawJson data = envelope.data;
            if (data == null) {
                return;
            }
            try (TextParser parser = parser(data.bytes(), data.from(), data.length())) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_NULL) {
                    return;
                }
                if (token != JsonToken.START_OBJECT) {
                    throw envelope.bad("data is an object");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    read(parser, data);
                }
            } catch (IOException e) {
                throw envelope.bad("not JSON");
            }
        }

        private void read(TextParser parser, RawJson data) throws IOException {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            boolean info = name.equals("info");
            if (!KNOWN.contains(name) || token == JsonToken.VALUE_NULL && !info) {
                parser.skipChildren();
                return;
            }
            names.add(name);
            if (token == JsonToken.VALUE_STRING && !info) {
                values.add(parser.getText());
            } else if (token == JsonToken.VALUE_NUMBER_INT && !info) {
                values.add(Codec.integer(parser, token));
            } else {
                values.add(Codec.raw(parser, data.bytes()));
            }
        }

        private Object value(String name) {
            int at = names.lastIndexOf(name);
            return at < 0 ? null : values.get(at);
        }

        RawJson raw(String name) {
            return (RawJson) value(name);
        }

        String string(String name) throws BadFrame {
            Object value = value(name);
            if (value != null && !(value instanceof String)) {
                throw envelope.bad(name + " is a string");
            }
            return (String) value;
        }

        /** @return -1 where absent */
        long integer(String name, long min) throws BadFrame {
            Object value = value(name);
            if (value == null) {
                return -1;
            }
            if (!(value instanceof Long number) || number < min) {
                throw envelope.bad(name + " is an integer from " + min);
            }
            return number;
        }
    }

    /**
     * What a plain client's text means to level 1, where it is a JSON object; else null.
     *
     * @param method null where it has no string {@code method}
     * @param type null where it has no string {@code type}
     * @param data null where it has none
     */
    public record Plain(String method, String type, RawJson data) {

        /** Whether level 1 can get it as a publication of its method; else it gets the text itself. */
        public boolean isPublication() {
            return method != null && method.charAt(0) != '$';
        }
    }

    /** Looks into a plain client's text, of which nothing is demanded. */
    public Plain peek(Frame text) {
        String method = null;
        String type = null;
        RawJson data = null;
        try (TextParser parser = parser(text.bytes(), text.payload(), text.payloadLength())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "method" -> method = stringOrSkip(parser, token);
                    case "type" -> type = stringOrSkip(parser, token);
                    case "data" -> data = raw(parser, text.bytes());
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return null;
            }
        } catch (IOException e) {
            return null;
        }
        return method == null || isMethod(method) ? new Plain(method, type, data) : null;
    }

    /** What a JSON string says; any other value in its own characters. */
    public String textOf(RawJson value) {
        try (TextParser parser = parser(value.bytes(), value.from(), value.length())) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : value.toString();
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that was JSON when it came", e);
        }
    }

    /** What people can read in a value: all its strings and names, unescaped, a line each. */
    public String textsIn(RawJson value) {
        StringBuilder texts = new StringBuilder();
        try (TextParser parser = parser(value.bytes(), value.from(), value.length())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                    texts.append(parser.getText()).append('\n');
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that was JSON when it came", e);
        }
        return texts.toString();
    }

    private static String stringOrSkip(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static boolean isMethod(String method) {
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

    /** @return the integer, the greatest long for one beyond it, or -1 for anything else */
    private static long integer(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return -1;
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return parser.getText().startsWith("-") ? -1 : Long.MAX_VALUE;
        }
        return parser.getLongValue();
    }

    /** The current value as its own characters. */
    private static RawJson raw(TextParser parser, byte[] bytes) throws IOException {
        int start = parser.valueStart();
        parser.skipChildren();
        parser.finishToken();
        return new RawJson(bytes, start, parser.position() - start);
    }
}
