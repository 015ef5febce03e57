package dev.roomcast.app;

/** Where the order of rooms is made. */
public enum EngineKind {
    MEMORY,
    REDIS
}
