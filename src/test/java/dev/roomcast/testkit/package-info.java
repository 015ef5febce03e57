/** Clients, server processes and waiting for conditions, shared by the tests of all packages. */
package dev.roomcast.testkit;
