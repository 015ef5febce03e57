/** Layer 5, metrics: the counters of the node, for Prometheus. */
@NullMarked
package dev.roomcast.app.metrics;

import org.jspecify.annotations.NullMarked;
