package dev.roomcast.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a handler for the publications of one method, instead of {@link RoomRules#onPublication}. Its parameters are
 * any of {@link RoomView}, {@link Sender}, {@link Publication}, and one other type, usually a record, to which the data
 * is converted; each at most once, in any order. Data that does not match the type is refused as {@code bad_request}.
 * The handler returns a {@link Decision}, a {@code CompletionStage} or {@code Uni} of one, or void, which accepts.
 *
 * <pre>
 * record Move(int at) {}
 *
 * &#64;OnMethod("move")
 * Decision move(RoomView room, Sender sender, Move move) { … }
 * </pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnMethod {

    /** The methods of the publications. */
    String[] value();
}
