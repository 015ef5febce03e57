/** The settings: {@link dev.roomcast.app.config.RoomcastConfig} types them, the other classes check and translate them. */
@NullMarked
package dev.roomcast.app.config;

import org.jspecify.annotations.NullMarked;
