/**
 * Matchmaking: tickets that wait for a room, and the rule that makes a match of them.
 *
 * <p>{@link dev.roomcast.match.MatchRule} decides which tickets form a match; it is a pure function of the waiting
 * tickets and the time. The Redis engine runs the same rule as a Lua script, and one test suite holds both to it.
 */
@NullMarked
package dev.roomcast.match;

import org.jspecify.annotations.NullMarked;
