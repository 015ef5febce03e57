package dev.roomcast.rules.dispatch;

import dev.roomcast.room.RoomLogic.EventKind;
import dev.roomcast.rules.Joiner;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.RoomMember;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rule of the application, with the declarations of its class. Thread: any. */
final class RuleBean {

    private final RoomRules rules;
    private final Class<?> type;
    private final List<RoomPattern> patterns;
    private final Map<String, PublicationHandler> handlers = new HashMap<>();
    /** The execution modes of the events that the class handles. */
    private final Map<EventKind, ExecutionMode> events = new EnumMap<>(EventKind.class);
    /** The execution mode of joins; null: every join is accepted. */
    private final @Nullable ExecutionMode joins;

    private final ExecutionMode publications;

    /**
     * @param type the class in the source code; {@code rules} may be an instance of a generated subclass
     * @throws IllegalArgumentException for an invalid class of rules
     */
    RuleBean(RoomRules rules, Class<?> type) {
        this.rules = rules;
        this.type = type;
        Rooms rooms = type.getAnnotation(Rooms.class);
        if (rooms == null || rooms.value().length == 0) {
            throw new IllegalArgumentException(
                    type.getName() + " implements RoomRules without @Rooms, which names its rooms");
        }
        this.patterns = Stream.of(rooms.value()).map(RoomPattern::new).toList();
        this.joins = overridden("onJoin", RoomView.class, Joiner.class);
        ExecutionMode own = overridden("onPublication", RoomView.class, Sender.class, Publication.class);
        this.publications = own == null ? ExecutionMode.EVENT_LOOP : own;
        event(EventKind.OPENED, "onOpened", RoomView.class);
        event(EventKind.CLOSED, "onClosed", RoomView.class);
        event(EventKind.JOINED, "onJoined", RoomView.class, RoomMember.class);
        event(EventKind.AWAY, "onAway", RoomView.class, RoomMember.class);
        event(EventKind.BACK, "onBack", RoomView.class, RoomMember.class);
        event(EventKind.LEFT, "onLeft", RoomView.class, RoomMember.class, String.class);
        event(EventKind.RUN_STARTED, "onRunStarted", RoomView.class, String.class, int.class);
        event(EventKind.RUN_ENDED, "onRunEnded", RoomView.class, String.class, long.class, String.class);
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.isAnnotationPresent(OnMethod.class) && !method.isBridge()) {
                    add(new PublicationHandler(method, type));
                }
            }
        }
    }

    private void add(PublicationHandler handler) {
        for (String method : handler.methods()) {
            if (handlers.putIfAbsent(method, handler) != null) {
                throw new IllegalArgumentException(
                        type.getName() + " has two methods with @OnMethod(\"" + method + "\")");
            }
        }
    }

    private void event(EventKind kind, String name, Class<?>... parameters) {
        ExecutionMode mode = overridden(name, parameters);
        if (mode != null) {
            events.put(kind, mode);
        }
    }

    /** Returns the execution mode of a method of the interface; null: the class does not override it. */
    private @Nullable ExecutionMode overridden(String name, Class<?>... parameters) {
        try {
            Method method = type.getMethod(name, parameters);
            return method.getDeclaringClass() == RoomRules.class ? null : ExecutionMode.of(method, type);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    RoomRules rules() {
        return rules;
    }

    Class<?> type() {
        return type;
    }

    List<RoomPattern> patterns() {
        return patterns;
    }

    /** Returns the weight of the most specific pattern that matches a room; -1: none matches. */
    int weight(String room) {
        return patterns.stream()
                .filter(each -> each.matches(room))
                .mapToInt(RoomPattern::weight)
                .max()
                .orElse(-1);
    }

    boolean decidesJoins() {
        return joins != null;
    }

    @Nullable
    ExecutionMode joins() {
        return joins;
    }

    /** Returns the execution mode of an event; null: the class does not handle it. */
    @Nullable
    ExecutionMode event(EventKind kind) {
        return events.get(kind);
    }

    /** Returns the handler for publications of a method; null: {@link RoomRules#onPublication}. */
    @Nullable
    PublicationHandler handler(String method) {
        return handlers.get(method);
    }

    ExecutionMode publications() {
        return publications;
    }
}
