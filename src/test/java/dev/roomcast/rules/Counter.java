package dev.roomcast.rules;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rules in the style of an application: a bean, records, and each kind of answer. */
@ApplicationScoped
@Rooms("rules-counter-*")
public class Counter implements RoomRules {

    record Step(int by, List<Tag> tags) {}

    record Tag(String name) {}

    record Total(int value, String thread) {}

    @OnMethod("add")
    Decision add(RoomView room, Step step) {
        return added(room, step);
    }

    @Blocking
    @OnMethod("add-blocking")
    Decision addBlocking(RoomView room, Step step) {
        return added(room, step);
    }

    @RunOnVirtualThread
    @OnMethod("add-virtual")
    Decision addVirtual(RoomView room, Step step) {
        return added(room, step);
    }

    @OnMethod("add-uni")
    Uni<Decision> addUni(RoomView room, Step step) {
        return Uni.createFrom().item(() -> added(room, step));
    }

    @OnMethod("add-stage")
    CompletionStage<Decision> addStage(RoomView room, Step step) {
        return CompletableFuture.supplyAsync(() -> added(room, step));
    }

    private static Decision added(RoomView room, Step step) {
        Total before = room.state("server/total", Total.class);
        int value = (before == null ? 0 : before.value()) + step.by();
        String tag = step.tags() == null ? "none" : step.tags().get(0).name();
        String thread = Thread.currentThread().toString().contains("eventloop") ? "loop" : "other";
        return Decision.accept().replace(tag).set("server/total", new Total(value, thread));
    }

    @OnMethod("fail")
    void fail() {
        throw new IllegalStateException("thrown by the test");
    }

    @Override
    public Reaction onJoined(RoomView room, RoomMember member) {
        return Reaction.none().publish("hello", member.user());
    }
}
