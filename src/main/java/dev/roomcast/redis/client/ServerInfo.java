package dev.roomcast.redis.client;

/**
 * The properties of a server, from its answer to INFO.
 *
 * @param run the unique id of this run of this server
 * @param isReplica whether the server follows a master
 * @param evictionPolicy the setting maxmemory-policy; empty: unknown
 */
record ServerInfo(String run, boolean isReplica, String evictionPolicy) {

    static final ServerInfo UNKNOWN = new ServerInfo("", false, "");

    static ServerInfo parse(String info) {
        return new ServerInfo(
                value(info, "run_id:"), value(info, "role:").equals("slave"), value(info, "maxmemory_policy:"));
    }

    /** Returns the text after a field's name in its line; empty: no such field. */
    private static String value(String info, String field) {
        return info.lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Returns whether the server evicts keys when its memory is full. */
    boolean evicts() {
        return !evictionPolicy.isEmpty() && !evictionPolicy.equals("noeviction");
    }
}
