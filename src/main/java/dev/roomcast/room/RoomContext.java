package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CommandDecoder;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The collaborators of the rooms on a node.
 *
 * @param types returns the settings of a room by its name
 * @param broadcaster creates the broadcaster of a new room
 * @param engine assigns the order of publications
 * @param listener receives the events of rooms
 * @param later runs the tasks that exceed the time slice of an event loop
 * @param failed receives errors of this node
 * @param frames creates the frame sync of a room
 * @param logic finds the application's rules of a room
 */
public record RoomContext(
        Limits limits,
        Function<String, RoomType> types,
        Clock clock,
        CommandDecoder decoder,
        Supplier<Broadcaster> broadcaster,
        Engine engine,
        RoomListener listener,
        Executor later,
        Consumer<Throwable> failed,
        FrameSync.Factory frames,
        RoomLogic.Factory logic) {

    /** Creates a context without rules of the application. */
    public RoomContext(
            Limits limits,
            Function<String, RoomType> types,
            Clock clock,
            CommandDecoder decoder,
            Supplier<Broadcaster> broadcaster,
            Engine engine,
            RoomListener listener,
            Executor later,
            Consumer<Throwable> failed,
            FrameSync.Factory frames) {
        this(
                limits,
                types,
                clock,
                decoder,
                broadcaster,
                engine,
                listener,
                later,
                failed,
                frames,
                RoomLogic.Factory.NONE);
    }

    /** Creates a context without frame sync. */
    public RoomContext(
            Limits limits,
            Function<String, RoomType> types,
            Clock clock,
            CommandDecoder decoder,
            Supplier<Broadcaster> broadcaster,
            Engine engine,
            RoomListener listener,
            Executor later,
            Consumer<Throwable> failed) {
        this(limits, types, clock, decoder, broadcaster, engine, listener, later, failed, FrameSync.Factory.NONE);
    }
}
