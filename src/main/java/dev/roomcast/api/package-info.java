/** Floor 3, the operators' way in: an HTTP API that looks at the rooms of this node and acts in them. */
package dev.roomcast.api;
