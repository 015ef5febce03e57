package dev.roomcast.app.config;

/** Where the order of rooms is made. */
public enum EngineKind {
    MEMORY,
    REDIS
}
