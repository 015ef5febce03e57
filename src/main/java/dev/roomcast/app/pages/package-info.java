/**
 * Layer 5, pages: the static files of the demo, the operators' page and the client, and the response for unknown paths.
 */
@NullMarked
package dev.roomcast.app.pages;

import org.jspecify.annotations.NullMarked;
