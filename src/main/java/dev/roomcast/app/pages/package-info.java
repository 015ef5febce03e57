/** Floor 5, pages: the static files of the demo, of the operators' page and of the client, and the answer "not found". */
@NullMarked
package dev.roomcast.app.pages;

import org.jspecify.annotations.NullMarked;
