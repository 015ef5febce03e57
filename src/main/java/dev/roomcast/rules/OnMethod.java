package dev.roomcast.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Handles the publications of one method, in place of {@link RoomRules#onPublication}. The parameters are any of
 * {@link RoomView}, {@link Sender}, {@link Publication}, and at most one other type, usually a record, as which the data is
 * read; each at most once, in any order. Data that does not fit the type is refused with {@code bad_request}. The method
 * returns a {@link Decision}, a {@code CompletionStage} or {@code Uni} of one, or nothing, which accepts.
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

    /** The method of the publications, or several. */
    String[] value();
}
