/**
 * Layer 3, the HTTP client for outgoing calls: login services, WeChat, and webhook receivers.
 */
@NullMarked
package dev.roomcast.http;

import org.jspecify.annotations.NullMarked;
