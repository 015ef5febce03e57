/**
 * Floor 3, the HTTP client for servers that Roomcast itself calls: login services, WeChat, and webhook receivers.
 */
@NullMarked
package dev.roomcast.http;

import org.jspecify.annotations.NullMarked;
