package dev.roomcast.rules.dispatch;

import dev.roomcast.rules.Decision;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Sender;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A method of a rule that handles publications. Thread: any. */
final class PublicationHandler {

    private final Method method;
    private final Class<?>[] parameters;
    private final ExecutionMode mode;

    /** @throws IllegalArgumentException for a method that cannot handle publications */
    PublicationHandler(Method method, Class<?> rule) {
        this.method = method;
        this.parameters = method.getParameterTypes();
        this.mode = ExecutionMode.of(method, rule);
        check();
        method.setAccessible(true);
    }

    private void check() {
        require(!Modifier.isStatic(method.getModifiers()), "is static");
        require(!Modifier.isPrivate(method.getModifiers()), "is private");
        Class<?> result = method.getReturnType();
        require(
                result == void.class
                        || result == Decision.class
                        || CompletionStage.class.isAssignableFrom(result)
                        || result == Uni.class,
                "returns " + result.getSimpleName() + " instead of a Decision");
        Set<Class<?>> seen = new HashSet<>();
        int others = 0;
        for (Class<?> each : parameters) {
            require(seen.add(each), "has two parameters of type " + each.getSimpleName());
            others += isOwn(each) ? 0 : 1;
        }
        require(others <= 1, "has more than one parameter for the data");
    }

    private static boolean isOwn(Class<?> type) {
        return type == RoomView.class || type == Sender.class || type == Publication.class;
    }

    private void require(boolean good, String problem) {
        if (!good) {
            throw new IllegalArgumentException("@OnMethod on "
                    + method.getDeclaringClass().getName() + "." + method.getName() + ": the method " + problem);
        }
    }

    String[] methods() {
        return method.getAnnotation(OnMethod.class).value();
    }

    ExecutionMode mode() {
        return mode;
    }

    /** Handles a publication. @return a decision, or a stage or Uni of one */
    Object handle(Object rule, RoomView room, Sender sender, Publication publication) throws Throwable {
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = parameters[i];
            arguments[i] = type == RoomView.class
                    ? room
                    : type == Sender.class ? sender : type == Publication.class ? publication : publication.data(type);
        }
        try {
            Object result = method.invoke(rule, arguments);
            return method.getReturnType() == void.class ? Decision.accept() : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
