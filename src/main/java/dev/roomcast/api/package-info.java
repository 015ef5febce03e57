/** Floor 4, the HTTP API for operators: shows the rooms of all nodes and acts in them. */
@NullMarked
package dev.roomcast.api;

import org.jspecify.annotations.NullMarked;
