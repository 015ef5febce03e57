package dev.roomcast.redis.client;

/**
 * The properties of a server, from its answer to INFO.
 *
 * @param run identifies this run of this server among all servers
 * @param isReplica whether the server follows a master
 * @param evictionPolicy the setting maxmemory-policy; empty where the server does not give it
 */
record ServerInfo(String run, boolean isReplica, String evictionPolicy) {

    static final ServerInfo UNKNOWN = new ServerInfo("", false, "");

    static ServerInfo parse(String info) {
        return new ServerInfo(
                value(info, "run_id:"), value(info, "role:").equals("slave"), value(info, "maxmemory_policy:"));
    }

    /** The text after a field's name in its line, or an empty text. */
    private static String value(String info, String field) {
        return info.lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Whether the server removes keys when its memory is full. */
    boolean evicts() {
        return !evictionPolicy.isEmpty() && !evictionPolicy.equals("noeviction");
    }
}
