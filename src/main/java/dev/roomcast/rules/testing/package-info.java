/**
 * Tests of rules without a server. Part of the API, like {@link dev.roomcast.rules}; a server does not use it.
 */
@NullMarked
package dev.roomcast.rules.testing;

import org.jspecify.annotations.NullMarked;
