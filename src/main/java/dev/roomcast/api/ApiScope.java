package dev.roomcast.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The scopes of an API key. */
public enum ApiScope {
    /** All GET requests. */
    READ,
    /** Publications, and messages to users. */
    PUBLISH,
    /** Kicks, bans, disconnects, changes of the host, and the closing of rooms. */
    MODERATE,
    /** The operation of the node: its log levels. */
    OPERATE;

    /**
     * @param words a list such as {@code read,publish}, or {@code all}
     * @throws IllegalArgumentException for an unknown scope
     */
    static Set<ApiScope> of(String words) {
        if (words.equals("all")) {
            return EnumSet.allOf(ApiScope.class);
        }
        Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
        for (String word : words.split(",")) {
            scopes.add(Arrays.stream(values())
                    .filter(each -> each.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a scope is read, publish, moderate, operate or all, not " + word)));
        }
        return scopes;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
