/** Floor 3, numbers: what the node counts, for Prometheus. */
package dev.roomcast.metrics;
