/** Layer 4, the HTTP API for operators: shows and changes the rooms of all nodes. */
@NullMarked
package dev.roomcast.api;

import org.jspecify.annotations.NullMarked;
