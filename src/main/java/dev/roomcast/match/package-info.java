/**
 * Matchmaking: tickets that wait for a match, and the rule that combines them.
 *
 * <p>{@link dev.roomcast.match.MatchRule} decides which tickets form a match; it is a pure function of the waiting
 * tickets and the time. The Redis engine implements the same rule in a Lua script, and one test suite verifies both.
 */
@NullMarked
package dev.roomcast.match;

import org.jspecify.annotations.NullMarked;
