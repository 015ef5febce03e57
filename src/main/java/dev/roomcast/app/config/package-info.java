/**
 * The settings: {@link dev.roomcast.app.config.RoomcastConfig} defines their types; the other classes validate and
 * convert them.
 */
@NullMarked
package dev.roomcast.app.config;

import org.jspecify.annotations.NullMarked;
