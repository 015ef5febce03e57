/** Clients, server processes and waits for conditions, shared by the tests of all packages. */
package dev.roomcast.testkit;
