/** Inputs that nobody thought of, made at random from good ones; a failure names its seed. */
package dev.roomcast.fuzz;
