/**
 * Roomcast, a real-time room server: people in the same room see what each of them sends, at once.
 *
 * <p>The packages, in reading order; imports go down, never up, never sideways:
 *
 * <pre>
 *   0  protocol   the words: what a client can say, what the server says, how they become bytes
 *   1  room       the rules: members, order, history, presence
 *   2  hub        this node: connections, event loops, fan-out
 *   3  socket     WebSocket in and out        auth   who is it?   wechat   its services
 *      hooks      an application's own server hears, and is asked
 *      api        the operators' HTTP        metrics   numbers
 *      redis      the same rooms on many nodes   traces    what a span may say; with -Ptraces alone
 *   4  app        configuration, wiring, start, drain, health
 * </pre>
 *
 * <p>The path of a message:
 *
 * <pre>
 *   socket   1 receive    NettyTransport, or RoomSocket with the portable transport
 *   protocol 2 decode     Codec; at level 0 nothing is parsed
 *   hub      3 admit      Reception, Login, Rate, Screen      no: $error, or goodbye
 *   room     4 route      Room: one line of work each
 *   room     5 append     Channel, the engine's: the offset is given here; Timeline keeps it
 *   protocol 6 encode     Frames: once, whatever the number of members
 *   hub      7 broadcast  Fanout, Section: one task per event loop
 *   socket   8 deliver    NettyTransport: shared bytes, one flush per member   too slow: 4008
 * </pre>
 */
package dev.roomcast;
