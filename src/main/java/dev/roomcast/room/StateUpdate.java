package dev.roomcast.room;

import dev.roomcast.protocol.StateChange;
import org.jspecify.annotations.Nullable;

/**
 * A change of the shared state for the engine, with the result of the checks that do not depend on timing.
 *
 * @param forbidden the reason for a refusal; null: the sender may make the change
 * @param needsHost whether only the host may make the change
 * @param guard the keys on which a decision of the room's rules depends; null: none
 */
public record StateUpdate(
        StateChange change,
        @Nullable String forbidden,
        boolean needsHost,
        @Nullable StateGuard guard) {

    /** Creates an update that depends on no decision of rules. */
    StateUpdate(StateChange change, @Nullable String forbidden, boolean needsHost) {
        this(change, forbidden, needsHost, null);
    }

    /** Creates an update of the operators' API, which may set every key. */
    static StateUpdate ofServer(StateChange change, boolean membersAreTold) {
        return new StateUpdate(change, membersAreTold || !hasClientKey(change) ? null : NOT_TOLD, false);
    }

    private static final String NOT_TOLD = "members are not told here, so no key stands under a client";
    private static final String HOST_ALONE = "the host alone sets this key";

    /**
     * Checks the conditions of a change that do not depend on timing.
     *
     * @param member the sender, which has a role
     * @param membersAreTold whether members are notified of one another
     */
    static StateUpdate of(StateChange change, Member member, Rights rights, boolean membersAreTold) {
        boolean sets = member.isPlayer() && rights.set();
        boolean needsHost = false;
        for (StateChange.Entry each : change.entries()) {
            String key = each.key();
            String client = StateKey.client(key);
            String forbidden = null;
            if (StateKey.isServer(key)) {
                forbidden = "the operators' API alone sets this key";
            } else if (client != null && !membersAreTold) {
                forbidden = NOT_TOLD;
            } else if (StateKey.isHost(key) || client != null && !client.equals(member.client())) {
                needsHost |= !rights.host();
                forbidden = rights.host() || sets ? null : HOST_ALONE;
            } else if (!sets && !(client != null && rights.host())) {
                forbidden = member.isPlayer() ? "the right to this is missing: set" : "a watcher sets nothing";
            }
            if (forbidden != null) {
                return new StateUpdate(change, forbidden + ": " + key, false);
            }
        }
        return new StateUpdate(change, null, needsHost);
    }

    private static boolean hasClientKey(StateChange change) {
        return change.entries().stream().anyMatch(each -> StateKey.client(each.key()) != null);
    }
}
