package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RoomTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schedules of whole nodes: members join, publish, lose their connections, stall, resume and leave, with every
 * possible order of events. A failure names its seed.
 */
@Tag("slow")
class SimulationTest {

    private static final int SCHEDULES = 400;
    private static final int STEPS = 250;

    /** A small history and a short linger time, so that both expire often. */
    private static final RoomType TYPE = RoomTypes.defaults()
            .withLinger(5_000)
            .withHistory(20, 1 << 20)
            .withHistoryAge(60_000)
            .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000, 2_000_000})
    void keeps_all_guarantees_in_every_schedule(long firstSeed) {
        run(firstSeed, false);
    }

    /** Checks the guarantees for remaining members while writes, flushes and event loops fail at random. */
    @ParameterizedTest
    @ValueSource(longs = {3_000_000, 4_000_000})
    void keeps_all_guarantees_in_every_schedule_with_failures(long firstSeed) {
        run(firstSeed, true);
    }

    private static void run(long firstSeed, boolean fails) {
        for (long seed = firstSeed; seed < firstSeed + SCHEDULES; seed++) {
            try {
                new Schedule(seed, fails).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** A client that reconnects, with its knowledge of the room. */
    private static final class Client {
        ManualNode.Peer peer;
        String session;
        String epoch;
        long offset;
        String id;
        long nextId = 1;
        final Set<String> present = new HashSet<>();
        final Map<Long, Long> acked = new HashMap<>();

        boolean isOpen() {
            return peer != null;
        }
    }

    private static final class Schedule {
        private final Random random;
        private final ManualNode node;
        private final List<Client> clients = new ArrayList<>();
        private final List<ManualNode.Peer> plain = new ArrayList<>();
        /** Connections that their clients abandoned without a close frame. */
        private final List<ManualNode.Peer> halfOpen = new ArrayList<>();
        /** Publication at each position, as first received. */
        private final Map<String, String> order = new HashMap<>();
        /** The only position of each publication with an id. */
        private final Map<String, String> places = new HashMap<>();

        private final boolean fails;
        /** All connections of the schedule. */
        private final List<ManualNode.Peer> peers = new ArrayList<>();

        Schedule(long seed, boolean fails) {
            this.fails = fails;
            random = new Random(seed);
            node = new ManualNode(ManualNode.LIMITS, TYPE, seed);
            for (int i = 0; i < 4; i++) {
                clients.add(new Client());
            }
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            comeToRest();
        }

        private void step() {
            Client client = clients.get(random.nextInt(clients.size()));
            if (fails && client.isOpen() && random.nextInt(20) == 0) {
                FakeTransport.Call[] calls = FakeTransport.Call.values();
                client.peer.transport.fail(calls[random.nextInt(calls.length)]);
            } else if (fails && random.nextInt(60) == 0) {
                node.loops[random.nextInt(2)].refuse(1);
            }
            try {
                act(client);
            } catch (IllegalStateException | OutOfMemoryError e) {
                client.peer.cut(); // the transport ends the connection if its receiver throws
                client.peer = null;
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                node.loops[random.nextInt(2)].runOne();
            }
            clients.forEach(this::listen);
        }

        private void act(Client client) {
            switch (random.nextInt(12)) {
                case 0, 1 -> arrive(client);
                case 2 -> cut(client);
                case 3 -> stall(client);
                case 4 -> leave(client);
                case 5 -> repeat(client);
                case 6 -> plainMember();
                case 7 -> node.clock.advance(random.nextInt(3000));
                default -> publish(client);
            }
        }

        private ManualNode.Peer open(boolean isPlain) {
            ManualNode.Peer peer = node.open("r", isPlain, null, random.nextInt(2));
            peers.add(peer);
            return peer;
        }

        /** Opens a connection and abandons the previous one, if any. */
        private void arrive(Client client) {
            ManualNode.Peer old = client.peer;
            client.peer = open(false);
            String position =
                    client.epoch == null ? "" : ",\"epoch\":\"" + client.epoch + "\",\"offset\":" + client.offset;
            String session = client.session == null ? "" : "\"session\":\"" + client.session + "\"";
            String data = session.isEmpty() ? "" : ",\"data\":{" + session + position + "}";
            client.peer.send("{\"method\":\"$connect\",\"id\":1" + data + "}");
            if (old != null && random.nextBoolean()) {
                old.cut();
            } else if (old != null) {
                halfOpen.add(old);
            }
        }

        private void cut(Client client) {
            if (client.isOpen()) {
                client.peer.cut();
                client.peer = null;
            }
        }

        private void stall(Client client) {
            if (client.isOpen() && random.nextInt(4) == 0) {
                client.peer.transport.stall();
            }
        }

        private void leave(Client client) {
            if (client.isOpen() && random.nextInt(4) == 0) {
                client.peer.send("{\"method\":\"$leave\"}");
                cut(client);
                forget(client);
            }
        }

        private static void forget(Client client) {
            client.session = null;
            client.epoch = null;
            client.id = null;
            client.nextId = 1;
            client.acked.clear();
        }

        private void publish(Client client) {
            if (client.isOpen()) {
                long id = client.nextId++;
                client.peer.send("{\"method\":\"m\",\"id\":" + id + ",\"data\":{\"id\":" + id + "}}");
            }
        }

        private void repeat(Client client) {
            if (client.isOpen() && client.nextId > 1) {
                long id = Math.max(1, client.nextId - 1 - random.nextInt(3));
                client.peer.send("{\"method\":\"m\",\"id\":" + id + ",\"data\":{\"id\":" + id + "}}");
            }
        }

        private void plainMember() {
            if (plain.size() < 3) {
                plain.add(open(true));
            } else {
                ManualNode.Peer one = plain.remove(random.nextInt(3));
                one.send("plain text");
                one.cut();
            }
        }

        private void listen(Client client) {
            if (client.isOpen() && client.peer.transport.isEnded()) {
                cut(client);
            }
            if (client.isOpen()) {
                for (String text : client.peer.received()) {
                    if (text.startsWith("close ")) {
                        cut(client);
                        return;
                    }
                    hear(client, Json.parse(text));
                }
            }
        }

        private void hear(Client client, JsonNode frame) {
            switch (frame.get("method").asText()) {
                case "$connect" -> welcome(client, frame.get("data"));
                case "$presence" -> presence(client, frame.get("data"));
                case "$ack" -> acked(client, frame);
                case "$close", "$error" -> {}
                default -> publication(client, frame);
            }
        }

        private void welcome(Client client, JsonNode data) {
            boolean recovered = data.get("recovered").asBoolean();
            if (!data.get("client").asText().equals(client.id)) {
                client.nextId = Math.max(client.nextId, 1);
                client.acked.clear();
                places.keySet()
                        .removeIf(place -> place.startsWith(data.get("client").asText()));
            }
            client.id = data.get("client").asText();
            client.session = data.get("session").asText();
            if (recovered) {
                assertEquals(client.epoch, data.get("epoch").asText());
                data.get("publications").forEach(each -> publication(client, each));
                assertEquals(data.get("offset").asLong(), client.offset, "recovery is complete");
            } else {
                assertTrue(data.get("publications").isEmpty(), "never a part");
            }
            client.epoch = data.get("epoch").asText();
            client.offset = data.get("offset").asLong();
            client.present.clear();
            data.get("members")
                    .forEach(each -> client.present.add(each.get("client").asText()));
        }

        private void publication(Client client, JsonNode frame) {
            long offset = frame.get("offset").asLong();
            assertEquals(client.offset + 1, offset, "no gap and no repetition");
            client.offset = offset;
            String place = client.epoch + "/" + offset;
            String said = frame.toString();
            assertEquals(said, order.merge(place, said, (first, now) -> first), "all clients see one order");
            JsonNode data = frame.get("data");
            if (data.isObject()) {
                String id = frame.get("client").asText() + "/" + data.get("id").asLong();
                assertEquals(place, places.merge(id, place, (first, now) -> first), "at most one publication per id");
            }
        }

        private void acked(Client client, JsonNode frame) {
            long id = frame.get("id").asLong();
            long offset = frame.get("data").get("offset").asLong();
            assertEquals(offset, client.acked.merge(id, offset, (first, now) -> first), "one offset per id");
        }

        private void presence(Client client, JsonNode data) {
            data.get("joins").forEach(each -> {
                assertTrue(!each.get("client").asText().equals(client.id), "no notification of the own join");
                client.present.add(each.get("client").asText());
            });
            data.get("leaves")
                    .forEach(each -> client.present.remove(each.get("client").asText()));
        }

        /** Reconnects all clients once more and waits for rest. */
        private void comeToRest() {
            halfOpen.forEach(ManualNode.Peer::cut);
            Arrays.stream(node.loops).forEach(loop -> loop.refuse(0));
            peers.forEach(peer -> peer.transport.fail(null));
            node.pass(2000); // the sweep repeats tasks that an event loop refused
            clients.forEach(client -> {
                cut(client);
                arrive(client);
            });
            for (int i = 0; i < 100; i++) {
                node.pass(100);
                clients.forEach(this::listen);
            }
            long openPlain =
                    plain.stream().filter(peer -> peer.connection.isOpen()).count();
            Set<String> living = new HashSet<>();
            clients.forEach(client -> living.add(client.id));
            for (Client client : clients) {
                Set<String> known = new HashSet<>(client.present);
                known.removeIf(each -> !living.contains(each));
                assertEquals(living, known, "at rest the present members are known");
                assertEquals(living.size() + openPlain, client.present.size(), "no other members are known");
                assertEquals(clients.get(0).offset, client.offset, "all clients are at the same offset");
            }
            new CounterCheck(node, peers).check();
            clients.forEach(this::cut);
            plain.forEach(ManualNode.Peer::cut);
            node.pass(TYPE.linger() + TYPE.historyAge() + 5000);
            if (!fails) {
                assertEquals(List.of(), node.failures);
            }
            new CounterCheck(node, peers).check();
            assertEquals(0, node.hub.admission().connections(), "connections");
            assertEquals(0, node.rooms.rooms().size(), "rooms");
            assertEquals(0, node.clock.timers(), "timers");
        }
    }
}
