/**
 * Who is it? Tokens (JSON Web Tokens, RFC 7519) are verified and issued here, and names of other systems become names
 * of ours. Beside {@code socket}: neither knows the other.
 */
package dev.roomcast.auth;
