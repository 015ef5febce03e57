/**
 * Faults at random, and whether the promises were kept: clients write down what they saw, and a checker that knows
 * nothing but that reads it.
 */
package dev.roomcast.faults;
