/**
 * Roomcast, a real-time room server: a message of one client reaches all members of its room in one order.
 *
 * <p>Packages by layer. A package imports from lower layers only.
 *
 * <pre>
 *   5  app          wiring, start, drain, health; app.config: typed settings; app.metrics: meters
 *   4  socket       the WebSocket endpoint and the upgrade; socket.netty: the fast transport
 *      auth         verifies tokens                wechat   login and text check with WeChat
 *      webhooks     events for the application     api      the HTTP API of operators
 *      redis        rooms shared by many nodes; redis.client: access to Redis
 *      tracing      the contents of spans; compiled only with -Ptraces
 *      nativeimage  code for GraalVM's builder only    examples   sample rules, only in dev mode
 *   3  hub          this node: connections, event loops, fan-out, limits     http   the outgoing HTTP client
 *   2  frames       frame synchronization          match    the rule of matchmaking
 *      bans         banned users and revoked tokens    rules    the application's own logic in Java: the public API;
 *                   rules.dispatch calls it, rules.testing tests it without a server
 *   1  room         members, order, history, presence; the ports Engine and Broadcaster; MemoryEngine
 *   0  protocol     frames, commands, codes        concurrent   executors, timers, clocks, limiters
 * </pre>
 *
 * <p>The path of a message:
 *
 * <pre>
 *   1 receive    socket    FastFrameReader, NettyTransport; or RoomSocket with PortableTransport      too long: 1009
 *                          On the connection's event loop; the bytes become one Frame.
 *   2 decode     protocol  CommandDecoder                                                             bad: $error
 *                          Level 1: text becomes a Command, data stays RawJson. Level 0: not parsed.
 *   3 admit      hub       InboundHandler, MemberRateLimiter, ConnectionAuth, InboundModeration   no: $error, close
 *                          UTF-8, rate, heartbeats, authentication, moderation.
 *   4 route      room      Room, SerialExecutor
 *                          A task on the room's serial executor.
 *                          If the room has rules of the application, RuledRoom calls them first.
 *   5 append     room      Sequencer, Replica, PublicationLog                                         no: unavailable
 *                          The engine assigns the offset; the history keeps the publication.
 *   6 encode     protocol  ServerFrames
 *                          Once per publication, for any number of members.
 *   7 broadcast  hub       Fanout, RoomShard, LoopDispatcher
 *                          Into the mailbox of each event loop with members; one task drains it.
 *   8 deliver    hub       ShardWriter, Connection; then SharedBatch and NettyTransport               too slow: 4008
 *                          Shared bytes, one write and one flush per member and batch.
 * </pre>
 *
 * <p>With the engine in memory, steps 5 to 7 are one task. With Redis, steps 4 and 5 are one script call, and every node
 * runs steps 6 to 8 in the order of offsets.
 */
@NullMarked
package dev.roomcast;

import org.jspecify.annotations.NullMarked;
