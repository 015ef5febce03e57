/** Layer 5, launch: the command line, the check of the settings, and the report of a failed start. */
@NullMarked
package dev.roomcast.app.launch;

import org.jspecify.annotations.NullMarked;
