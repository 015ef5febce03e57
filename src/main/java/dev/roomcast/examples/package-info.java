/** Sample rules, active only in dev mode: {@code ./mvnw quarkus:dev}. */
@NullMarked
package dev.roomcast.examples;

import org.jspecify.annotations.NullMarked;
