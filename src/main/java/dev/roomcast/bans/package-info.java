/**
 * Layer 2, bans: banned users, and revocations of tokens. Each node has the complete list in memory, so that a login
 * needs no request; a {@link dev.roomcast.bans.BanStore} shares it between nodes. Plain Java.
 */
@NullMarked
package dev.roomcast.bans;

import org.jspecify.annotations.NullMarked;
