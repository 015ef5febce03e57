/** Floor 3, numbers: what the node counts, for Prometheus. */
@NullMarked
package dev.roomcast.app.metrics;

import org.jspecify.annotations.NullMarked;
