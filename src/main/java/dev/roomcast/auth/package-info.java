/**
 * Layer 4, authentication: verifies and issues tokens (JSON Web Tokens, RFC 7519), and maps ids of external systems to
 * names in Roomcast. Independent of {@code socket}.
 */
@NullMarked
package dev.roomcast.auth;

import org.jspecify.annotations.NullMarked;
