/**
 * Tests of rules without a server. Part of the API, as {@link dev.roomcast.rules} is; a server does not use it.
 */
@NullMarked
package dev.roomcast.rules.testing;

import org.jspecify.annotations.NullMarked;
