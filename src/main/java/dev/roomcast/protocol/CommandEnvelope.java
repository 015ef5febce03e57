package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one level 1 frame, read in any order and converted to a command. The last one of repeated fields
 * counts.
 */
final class CommandEnvelope {

    /** The exclusive bound of ids: every JSON implementation represents smaller integers exactly. */
    private static final long MAX_ID = 1L << 53;

    private final CommandDecoder decoder;

    private @Nullable String method;
    private long id;
    private @Nullable RawJson data;
    private List<String> to;
    private boolean isVolatile;
    private StateChange.@Nullable Raw state;
    private boolean isMethodBad;
    private boolean isIdBad;
    private boolean isToBad;
    private boolean isVolatileBad;

    CommandEnvelope(CommandDecoder decoder) {
        this.decoder = decoder;
    }

    void read(JsonReader parser, Frame text) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (name) {
            case "method" -> readMethod(parser, token);
            case "id" -> readId(parser, token);
            case "data" -> data = CommandDecoder.raw(parser, text.bytes());
            case "to" -> to = readTo(parser, token);
            case "volatile" -> {
                isVolatile = token == JsonToken.VALUE_TRUE;
                isVolatileBad = !token.isBoolean();
                parser.skipChildren();
            }
            case "set" -> state = state().withSet(CommandDecoder.raw(parser, text.bytes()));
            case "if" -> state = state().withCondition(CommandDecoder.raw(parser, text.bytes()));
            default -> parser.skipChildren();
        }
    }

    private StateChange.Raw state() {
        return state == null ? new StateChange.Raw(null, null) : state;
    }

    private void readMethod(JsonParser parser, JsonToken token) throws IOException {
        method = token == JsonToken.VALUE_STRING ? parser.getText() : null;
        isMethodBad = method == null || !CommandDecoder.isMethod(method);
        parser.skipChildren();
    }

    private void readId(JsonParser parser, JsonToken token) throws IOException {
        id = CommandDecoder.integer(parser, token);
        isIdBad = id < 1 || id >= MAX_ID;
        if (isIdBad) {
            id = 0;
            parser.skipChildren();
        }
    }

    private List<String> readTo(JsonParser parser, JsonToken token) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        int count = 0;
        boolean good = token == JsonToken.START_ARRAY;
        if (!good) {
            parser.skipChildren();
        } else {
            while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
                good &= token == JsonToken.VALUE_STRING && ++count <= CommandDecoder.MAX_NAMES;
                if (good) {
                    names.add(parser.getText());
                }
                parser.skipChildren();
            }
        }
        isToBad = !good || names.isEmpty();
        return List.copyOf(names);
    }

    Command toCommand() throws BadFrameException {
        if (isMethodBad) {
            throw bad("method is a string of 1 to 64 characters");
        }
        if (isIdBad) {
            throw bad("id is a positive integer below 2^53");
        }
        if (method == null) {
            throw bad("no method");
        }
        if (method.charAt(0) != '$') {
            if (isToBad) {
                throw bad("to is a list of 1 to " + CommandDecoder.MAX_NAMES + " users or clients");
            }
            if (isVolatileBad) {
                throw bad("volatile is true or false");
            }
            return new Command.Publish(id, method, data, to, isVolatile, state);
        }
        return switch (method) {
            case "$connect" -> connect();
            case "$history" -> history();
            case "$members" -> new Command.Members(id);
            case "$info" -> info();
            case "$refresh" -> refresh();
            case "$ping" -> new Command.Ping(id);
            case "$leave" -> new Command.Leave(id);
            case "$host" -> new Command.Host(id, client());
            case "$kick" -> new Command.Kick(id, client());
            case "$run", "$input", "$frames", "$snapshot" -> RunRequests.decode(method, id, data, this::fields);
            case "$rooms" -> new MatchRequests(decoder, id, fields()).rooms();
            case "$match" -> new MatchRequests(decoder, id, fields()).match();
            default -> throw new BadFrameException(ErrorCode.UNKNOWN_METHOD, id, false, "no such method");
        };
    }

    private Command connect() throws BadFrameException {
        RequestFields fields = fields();
        return new Command.Connect(
                id,
                fields.string("token"),
                fields.raw("info"),
                fields.string("session"),
                fields.string("epoch"),
                fields.integer("offset", 0),
                Math.max(fields.integer("history", 1), 0),
                terms(fields));
    }

    private JoinTerms terms(RequestFields fields) throws BadFrameException {
        try {
            return JoinTerms.of(fields.string("game"), fields.string("expect"), fields.string("key"));
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private String client() throws BadFrameException {
        String client = fields().string("client");
        if (client == null) {
            throw bad("client is missing");
        }
        return client;
    }

    private Command history() throws BadFrameException {
        RequestFields fields = fields();
        long limit = fields.integer("limit", 1);
        return new Command.History(id, fields.string("epoch"), fields.integer("offset", 0), Math.max(limit, 0));
    }

    private Command info() throws BadFrameException {
        if (data == null) {
            throw bad("$info needs data");
        }
        return new Command.Info(id, data);
    }

    private Command refresh() throws BadFrameException {
        String token = fields().string("token");
        if (token == null) {
            throw bad("token is missing");
        }
        return new Command.Refresh(id, token);
    }

    private RequestFields fields() throws BadFrameException {
        return new RequestFields(decoder, data, this::bad);
    }

    BadFrameException bad(String message) {
        return new BadFrameException(ErrorCode.BAD_REQUEST, id, "$connect".equals(method), message);
    }
}
