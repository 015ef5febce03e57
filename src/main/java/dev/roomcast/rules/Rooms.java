package dev.roomcast.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rooms of a {@link RoomRules} bean. One bean decides in a room: the one whose pattern has the most characters
 * besides {@code *}. Two beans with the same pattern stop the start of the server.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Rooms {

    /** The patterns of names, for example {@code tictactoe-*}; {@code *} stands for any characters, also for none. */
    String[] value();
}
