/**
 * Random faults and the check of all guarantees: clients record their events in a history, and a checker finds
 * violations in it.
 */
package dev.roomcast.faults;
