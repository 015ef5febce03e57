package dev.roomcast.faults;

import static dev.roomcast.testkit.Eventually.pause;
import static dev.roomcast.testkit.Json.JSON;

import dev.roomcast.testkit.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/**
 * A number of steps with random faults, then a quiet phase, then the leave of all clients. The seed determines the
 * steps, but not their exact times.
 */
final class FaultRound {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int ROOMS = 3;
    private static final int MEMBERS = 4;
    private static final int IDLE = 2;
    private static final Duration STEP = Duration.ofMillis(4);
    private static final Duration QUIET = Duration.ofSeconds(120);
    /** The maximum number of checks in a wait, one every {@link #LOOK}. */
    private static final int LOOKS = 500;

    /** The number of frames to wait for after all clients are back. */
    private static final int FRAMES_AT_REST = 30;

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Random random;
    private final Servers servers;
    private final Proxy proxy;
    private final Recorder recorder = new Recorder();
    private final List<Client> clients = new ArrayList<>();
    /** The members of an idle room. */
    private final List<Client> idle = new ArrayList<>();

    private final List<String> rooms = new ArrayList<>();
    /** The current fault, during which clients continue, or the last one. */
    private CompletableFuture<Void> disturbance = CompletableFuture.completedFuture(null);

    FaultRound(long seed, Servers servers, Proxy proxy, HttpClient http) {
        this.random = new Random(seed);
        this.servers = servers;
        this.proxy = proxy;
        URI uri = URI.create("ws://127.0.0.1:" + proxy.port());
        for (int room = 0; room < ROOMS; room++) {
            String name = "faults-" + seed + "-" + room;
            rooms.add(name);
            for (int i = 0; i < MEMBERS; i++) {
                boolean plain = i == MEMBERS - 1;
                String who = (plain ? "plain" : "member") + room + i;
                Client client = new Client(http, uri, recorder::add, name, who, plain);
                clients.add(room == 0 || plain ? client : client.in(player(seed, room, i)));
            }
        }
        for (int i = 0; i < IDLE; i++) {
            idle.add(new Client(http, uri, recorder::add, Nodes.QUIET + seed, "idle" + i, false));
        }
        clients.addAll(idle);
    }

    /** Creates the clients: in one room all play, in another one watches, and a third has no game. */
    private static GamePlayer player(long seed, int room, int number) {
        return new GamePlayer(room == 2 && number == 0 ? "watch" : "play", seed + 31 * room + number);
    }

    Recorder recorder() {
        return recorder;
    }

    /** Runs the round, with a replacement of the server in the middle. */
    void run(int steps) throws Exception {
        servers.begin(rooms, recorder::add);
        idle.forEach(Client::connect);
        churn(steps / 2);
        replace(random.nextBoolean());
        churn(steps / 2);
        disturbance.get();
        rest();
        servers.end();
        empty();
    }

    private void churn(int steps) throws Exception {
        for (int i = 0; i < steps; i++) {
            step();
            servers.step();
            pause(STEP);
        }
    }

    private void step() throws Exception {
        idle.stream().filter(Client::isGone).forEach(Client::connect);
        Client client = clients.get(random.nextInt(clients.size() - IDLE));
        switch (random.nextInt(120)) {
            case 0 -> client.close();
            case 1 -> client.connect(); // without closing the previous connection
            case 2 -> client.leave();
            case 3 -> client.reads(false);
            case 4, 5 -> client.reads(true);
            case 6, 7, 8 -> client.repeat();
            case 9 -> network();
            case 10 -> server();
            case 11, 12 -> client.handOver();
            default -> {
                if (random.nextInt(3) == 0) {
                    client.play();
                } else {
                    talk(client);
                }
            }
        }
    }

    private void talk(Client client) {
        if (client.isGone()) {
            client.connect();
        } else if (random.nextInt(6) == 0) {
            Client other = clients.get(random.nextInt(clients.size()));
            client.publishUnkept(random.nextBoolean() ? null : other.who);
        } else {
            client.publish(random.nextInt(50) == 0 ? 20_000 : 10);
        }
    }

    private void network() {
        List<Proxy.Line> lines = proxy.lines();
        switch (random.nextInt(6)) {
            case 0 -> proxy.disturb(Duration.ofMillis(random.nextInt(50)), 0);
            case 1 -> proxy.disturb(Duration.ZERO, 1 + random.nextInt(50));
            case 2 -> proxy.holdUp(Duration.ofMillis(random.nextInt(1000)));
            case 3 -> proxy.heal();
            case 4 -> some(lines).forEach(Proxy.Line::lose);
            default -> some(lines).forEach(Proxy.Line::reset);
        }
    }

    private List<Proxy.Line> some(List<Proxy.Line> lines) {
        boolean all = random.nextInt(10) == 0;
        return lines.stream().filter(line -> all || random.nextInt(4) == 0).toList();
    }

    private void server() throws Exception {
        switch (random.nextInt(20)) {
            case 0 -> replace(random.nextBoolean());
            case 1, 2, 3 -> disturb();
            case 4, 5 -> setClock();
            default -> {}
        }
    }

    /** Starts a fault during which the clients continue. Only one such fault is active at a time. */
    private void disturb() throws Exception {
        Random next = new Random(random.nextLong());
        if (disturbance.isDone()) {
            disturbance.get();
            disturbance = CompletableFuture.runAsync(() -> {
                try {
                    String what = servers.disturb(Duration.ofMillis(next.nextInt(1500)), next);
                    fault(what, () -> {});
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
        }
    }

    private void setClock() throws Exception {
        if (WallClock.canBeSet()) {
            Duration ahead = DAY.multipliedBy(random.nextInt(-400, 400)).dividedBy(random.nextInt(1, 100_000));
            fault("set the clock", () -> servers.setClock(ahead));
        }
    }

    private void replace(boolean atOnce) throws Exception {
        disturbance.get();
        if (atOnce) {
            fault("kill", () -> servers.kill(random));
        } else {
            fault("drain", () -> servers.drain(random));
        }
    }

    private interface Fault {
        void happen() throws Exception;
    }

    private void fault(String what, Fault fault) throws Exception {
        recorder.add(new Event("", "server", 0, "fault", JSON.createObjectNode().put("what", what)));
        fault.happen();
    }

    /** Reconnects all clients for the remaining messages; drops members that are away permanently. */
    private void rest() throws Exception {
        proxy.heal();
        clients.forEach(client -> client.reads(true));
        long end = System.nanoTime() + QUIET.toNanos();
        do {
            becomeQuiet(end);
            clients.forEach(Client::ask);
        } while (!isEverything(Client::isAnswered) && System.nanoTime() < end);
        if (System.nanoTime() >= end) {
            recorder.add(new Event("", "server", 0, "restless", JSON.createObjectNode()));
        }
        playOn();
        clients.forEach(Client::rest);
    }

    /**
     * Checks that without faults every room has kept its state while nothing happened, that all clients receive every frame,
     * and that the frames contain every input.
     */
    private void playOn() {
        clients.stream()
                .map(client -> client.room)
                .distinct()
                .forEach(room -> recorder.add(new Event(room, "server", 0, "calm", JSON.createObjectNode())));
        clients.forEach(Client::play);
        clients.forEach(client -> client.publish(10));
        for (int i = 0; i < 2; i++) { // first every publication is accepted, then every member has received it
            clients.forEach(Client::ask);
            isEverything(Client::isAnswered);
        }
        long last = clients.stream()
                .mapToLong(Client::frame)
                .filter(frame -> frame < Long.MAX_VALUE)
                .max()
                .orElse(0);
        isEverything(client -> client.frame() > last + FRAMES_AT_REST);
    }

    /** Waits until the system was quiet for longer than the linger time, or until a timeout. */
    private void becomeQuiet(long end) throws Exception {
        long since = System.nanoTime();
        long loads = servers.loads();
        while (System.nanoTime() < end
                && System.nanoTime() - since < servers.settling().toNanos()) {
            if (!isQuiet()) {
                since = System.nanoTime();
                loads = servers.loads();
            }
            pause(Duration.ofMillis(100));
        }
        recorder.add(new Event(
                "",
                "server",
                0,
                "quiet",
                JSON.createObjectNode()
                        .put("loads", servers.loads() - loads)
                        .put("rooms", servers.count().get("rooms").asInt())));
    }

    /** Returns whether all clients are present, have their answers, and are at the same position in each room. */
    private boolean isQuiet() {
        clients.forEach(Client::abort);
        clients.stream().filter(Client::isGone).forEach(Client::connect);
        if (!isEverything(Client::isWelcome)) {
            return false;
        }
        clients.forEach(Client::ask);
        if (!isEverything(Client::isAnswered)) {
            clients.stream().filter(client -> !client.isAnswered()).forEach(Client::giveUp);
            return false;
        }
        return places() == ROOMS + 1 && servers.isQuiet();
    }

    private long places() {
        return clients.stream()
                .filter(client -> !client.isPlain)
                .map(client -> client.room + client.position())
                .distinct()
                .count();
    }

    /**
     * Waits a short time for a condition.
     *
     * @return whether the condition holds for all clients
     */
    private boolean isEverything(Predicate<Client> condition) {
        for (int i = 0; i < LOOKS && !clients.stream().allMatch(condition); i++) {
            pause(LOOK);
        }
        return clients.stream().allMatch(condition);
    }

    private void empty() throws Exception {
        for (Client client : clients) {
            if (random.nextBoolean()) {
                client.leave();
            } else {
                client.close();
            }
        }
        try {
            Eventually.eventually(
                    "all connections are gone",
                    () -> servers.count().equals(JSON.readTree("{\"connections\":0,\"members\":0,\"rooms\":0}")));
        } catch (AssertionError e) {
            // The checker reports it.
        }
        recorder.add(new Event("", "server", 0, "empty", servers.count()));
    }
}
