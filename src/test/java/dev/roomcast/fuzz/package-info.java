/** Random mutations of valid inputs; a failure names its seed. */
package dev.roomcast.fuzz;
