package dev.roomcast.app;

import dev.roomcast.app.config.CoreSettings;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.Hub;
import dev.roomcast.match.MatchSummary;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.match.MemoryTickets;
import dev.roomcast.match.PartySkills;
import dev.roomcast.match.RoomList;
import dev.roomcast.match.Tickets;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.RedisTickets;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.MatchRooms;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomService;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.function.Consumer;

/** Creates and connects the beans for room search and matchmaking. */
@Singleton
final class MatchWiring {

    @Produces
    @Singleton
    RoomAdmin operator(RoomService rooms, Hub hub) {
        return new RoomAdmin(rooms, hub);
    }

    @Produces
    @Singleton
    RoomList list(RoomService rooms, RoomAdmin operator, CommandDecoder decoder, Clock clock, CoreSettings settings) {
        RoomList list = new RoomList(new MatchRooms(rooms), operator.nodes(), decoder, clock, settings.listBytes());
        operator.answer(RoomList.TOPIC, list::answer);
        return list;
    }

    @Produces
    @Singleton
    Tickets tickets(CoreSettings settings, Engine engine, Clock clock, Vertx vertx, Consumer<Throwable> failures) {
        Ids names = new Ids(new SecureRandom());
        if (engine instanceof RedisEngine redis) {
            return new RedisTickets(redis, settings.matchModes(), names::room);
        }
        return new MemoryTickets(
                settings.matchModes(), names::room, clock, task -> vertx.runOnContext(nothing -> task.run()), failures);
    }

    @Produces
    @Singleton
    Matchmaking matchmaking(
            CoreSettings settings,
            Tickets tickets,
            RoomService rooms,
            RoomAdmin operator,
            RoomList list,
            RoomListener listener,
            Clock clock,
            Consumer<Throwable> failures) {
        PartySkills skills = new PartySkills(new MatchRooms(rooms), operator.nodes());
        operator.answer(PartySkills.TOPIC, skills::answer);
        Matchmaking matchmaking = new Matchmaking(new Matchmaking.Parts(
                settings.matchModes(),
                tickets,
                new MatchRooms(rooms),
                skills,
                list,
                match -> operator.publishState(
                        match.room(), "match", "server/match", match.lineUp(), "match:" + match.number()),
                clock,
                settings.tickets(),
                settings.listBytes(),
                match -> listener.matchMade(match.room(), match.prefix(), match.lineUp()),
                failures));
        matchmaking.start();
        return matchmaking;
    }

    @Produces
    @Singleton
    MatchSummary summary(Matchmaking matchmaking, RoomAdmin operator) {
        MatchSummary summary = new MatchSummary(matchmaking, operator.nodes());
        operator.answer(MatchSummary.TOPIC, summary::answer);
        return summary;
    }
}
