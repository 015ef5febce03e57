/** Rules to learn from, active in dev mode alone: {@code ./mvnw quarkus:dev}. */
@NullMarked
package dev.roomcast.examples;

import org.jspecify.annotations.NullMarked;
