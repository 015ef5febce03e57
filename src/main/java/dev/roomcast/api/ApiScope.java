package dev.roomcast.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The scopes of an API key. */
public enum ApiScope {
    /** Every GET. */
    READ,
    /** Publications, and messages to users. */
    PUBLISH,
    /** Kicks, bans, disconnects, the host, and the end of rooms. */
    MODERATE,
    /** The operation of the node: its log. */
    OPERATE;

    /**
     * @param words as {@code read,publish}, or {@code all}
     * @throws IllegalArgumentException for another word
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
