package dev.roomcast.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rooms of a {@link RoomRules} bean. Each room has at most one bean: the one whose pattern has the most
 * characters other than {@code *}. Two beans with the same pattern prevent the start of the server.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Rooms {

    /** The patterns of room names, for example {@code tictactoe-*}; {@code *} matches any characters, or none. */
    String[] value();
}
