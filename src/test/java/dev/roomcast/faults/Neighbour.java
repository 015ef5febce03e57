package dev.roomcast.faults;

import dev.roomcast.testkit.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Another system in the same Redis, with rooms of the same names. The clients of a round must not receive its messages.
 */
final class Neighbour implements AutoCloseable {

    private final Servers server;
    private final List<Client> clients = new ArrayList<>();
    private int steps;

    /** @param redis the Redis, in which the neighbour uses its own database */
    Neighbour(Path jar, String redis) throws Exception {
        server = new Servers(jar, Map.of("ROOMCAST_ENGINE", "redis", "ROOMCAST_REDIS_URL", redis));
    }

    void join(List<String> rooms, Consumer<Event> recorder) {
        URI uri = URI.create("ws://127.0.0.1:" + server.port());
        for (String room : rooms) {
            Consumer<Event> filter = event -> {
                if (event.kind().equals("publish")) {
                    recorder.accept(new Event(event.room(), event.who(), 0, "foreign", event.data()));
                }
            };
            Client client = new Client(ServerProcess.HTTP, uri, filter, room, "foreign", false);
            client.connect();
            clients.add(client);
        }
    }

    /** Publishes into the rooms in turn. */
    void publish() {
        Client client = clients.get(steps++ % clients.size());
        if (client.isGone()) {
            client.connect();
        } else {
            client.publish(10);
        }
    }

    void leave() {
        clients.forEach(Client::leave);
        clients.clear();
    }

    List<String> takeTroubles() {
        return server.takeTroubles();
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
