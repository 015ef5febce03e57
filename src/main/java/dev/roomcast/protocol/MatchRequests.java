package dev.roomcast.protocol;

import java.util.Map;
import java.util.regex.Pattern;

/** Decodes the requests for rooms and matches. */
final class MatchRequests {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    /** The longest {@code after}, in characters; the bound of room names. */
    private static final int MAX_NAME = 64;

    /** The largest absolute value of a skill: sums remain exact enough for comparisons. */
    private static final double MAX_SKILL = 1e15;

    private final CommandDecoder decoder;
    private final long id;
    private final RequestFields fields;

    MatchRequests(CommandDecoder decoder, long id, RequestFields fields) {
        this.decoder = decoder;
        this.id = id;
        this.fields = fields;
    }

    Command rooms() throws BadFrameException {
        Map<String, String> where = ScalarFields.ofRequest(decoder, fields.object("where"), "where", fields::bad);
        long limit = fields.integer("limit", 1);
        String after = fields.string("after");
        if (after != null && after.length() > MAX_NAME) {
            throw fields.bad("after is the name of a room");
        }
        return new Command.Rooms(
                id, prefix(), where, fields.bool("open"), Math.max(limit, 0), after == null ? "" : after);
    }

    Command match() throws BadFrameException {
        if (fields.has("cancel")) {
            long ticket = fields.integer("cancel", 1);
            if (fields.has("rooms")) {
                throw fields.bad("either rooms or cancel is given");
            }
            return new Command.CancelMatch(id, ticket);
        }
        if (id == 0) {
            throw fields.bad("$match needs an id");
        }
        String same = ScalarFields.json(ScalarFields.ofRequest(decoder, fields.object("same"), "same", fields::bad));
        return new Command.Match(id, prefix(), same, skill(), fields.bool("party"));
    }

    private String prefix() throws BadFrameException {
        String prefix = fields.string("rooms");
        if (prefix == null || !PREFIX.matcher(prefix).matches()) {
            throw fields.bad("rooms is the beginning of names of rooms, 1 to 64 of their characters");
        }
        return prefix;
    }

    private double skill() throws BadFrameException {
        RawJson raw = fields.raw("skill");
        if (raw == null) {
            return 0;
        }
        char first = (char) raw.bytes()[raw.from()];
        double skill = first == '-' || first >= '0' && first <= '9' ? Double.parseDouble(raw.toString()) : Double.NaN;
        if (Math.abs(skill) <= MAX_SKILL) {
            return skill == 0 ? 0 : skill;
        }
        throw fields.bad("skill is a number between -1e15 and 1e15");
    }
}
