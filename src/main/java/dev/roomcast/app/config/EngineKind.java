package dev.roomcast.app.config;

/** The kinds of engines, which order the publications of rooms. */
public enum EngineKind {
    MEMORY,
    REDIS
}
