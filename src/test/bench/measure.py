"""One measurement: starts, loads, observes and stops a server."""

import json
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import time
import urllib.request

from peers import API_KEY, WORK, free_port

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
FILES = min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])

# name: description, and the load generator's options (see load.c)
LOADS = {
    "big": ("1 room × 1000", "-m throughput -r 1 -c 1000 -k 4"),
    "small": ("100 × 10", "-m throughput -r 100 -c 10 -k 4"),
    "pairs": ("1000 × 2", "-m throughput -r 1000 -c 2 -k 2"),
    "news": ("1 room × 1000, one message at a time", "-m throughput -r 1 -c 1000 -k 1"),
    "players": ("100 × 10, all players", "-m throughput -r 100 -c 10 -k 4 -g"),
    "set": ("100 × 10, each message sets a key", "-m throughput -r 100 -c 10 -k 4 -S"),
    "calm": ("100 × 10 at 10/s", "-m latency -r 100 -c 10 -f 10"),
    "stadium": ("1 × 1000 at 10/s", "-m latency -r 1 -c 1000 -f 10"),
    "even": ("1 × 100 at 100/s", "-m latency -r 1 -c 100 -f 100 -b 1000"),
    "stalled": ("the same, one of them never reads", "-m latency -r 1 -c 100 -f 100 -b 1000 -s 1"),
}
# Rooms of 8 at 30 frames a second: all players active, and a tenth of them. `run --loads frames` determines the capacity
# of one core in rooms.
FRAMES = {
    "frames": ("100 rooms × 8 at 30 Hz, all active", "-m frames -r 100 -c 8 -f 30 -A 100"),
    "frames10": ("100 rooms × 8 at 30 Hz, a tenth active", "-m frames -r 100 -c 8 -f 30 -A 10"),
}
LOADS |= FRAMES
MOST_LATE_MICROS = 5000
THROUGHPUT = ("big", "small", "pairs")
LATENCY = ("calm", "stadium", "even", "stalled")
# Factor of the duration: a percentile of few messages needs a longer measurement.
LONGER = {"calm": 3, "stadium": 10, "even": 3, "stalled": 3}


def on(core):
    def prepare():
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
        os.sched_setaffinity(0, {core})
    return prepare


def shakes_hands(port):
    request = ("GET /ws/first HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as client:
            client.sendall(request.encode())
            return client.recv(4096).startswith(b"HTTP/1.1 101")
    except OSError:
        return False


class Server:
    """A running peer on its own core, from its first successful handshake on."""

    def __init__(self, peer, extra=()):
        self.port = free_port()
        environment = {**os.environ, **peer.environment, "PORT": str(self.port), "QUARKUS_HTTP_HOST": "127.0.0.1"}
        command = peer.command[:1] + list(extra) + peer.command[1:]
        self.twin = None
        self.log = open(WORK / f"{peer.name}.log", "wb")
        self.beside = peer.beside and subprocess.Popen(
            peer.beside, cwd=WORK, stdout=subprocess.DEVNULL, preexec_fn=on(LOAD_CORE))
        begin = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environment, stdout=self.log, stderr=self.log, preexec_fn=on(SERVER_CORE))
        while not shakes_hands(self.port):
            if self.process.poll() is not None or time.monotonic() - begin > 60:
                self.stop()
                raise SystemExit(f"{peer.name} does not answer, see {self.log.name}")
            time.sleep(0.001)
        self.started = (time.monotonic() - begin) * 1000
        try:
            self.twin = peer.twin and Server(peer.twin, extra)
        except SystemExit:
            self.stop()
            raise

    def resident(self):
        """Returns the bytes of memory, including those of its children."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        pages = 0
        for pid in [str(self.process.pid), *children]:
            with open(f"/proc/{pid}/statm") as statm:
                pages += int(statm.read().split()[1])
        return pages * resource.getpagesize()

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/q/metrics", timeout=10) as page:
            return sum(float(line.split()[-1]) for line in page.read().decode().splitlines()
                       if re.match(name + r"[ {]", line))

    def busiest(self):
        """Returns the working process: a child of nginx, the process itself for all others."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return int(children[0]) if children else self.process.pid

    def nodes(self):
        return [self, *(self.twin.nodes() if self.twin else [])]

    def stop(self):
        if self.twin:
            self.twin.stop()
        for process in filter(None, (self.process, self.beside)):
            for how in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None:
                    process.send_signal(how)
                    try:
                        process.wait(8)
                    except subprocess.TimeoutExpired:
                        pass
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def path(peer, server, options):
    """The path of the members: the peer's, or that of the seats that its server reserves for them."""
    if not peer.seats:
        return peer.path
    value = dict(zip(options, options[1:]))
    seats = f"http://127.0.0.1:{server.port}{peer.seats}/{value['-r']}/{value['-c']}"
    with urllib.request.urlopen(seats, data=b"", timeout=60) as answer:
        return answer.read().decode()


def load(generator, peer, server, options, warm, seconds, key=None, **more):
    command = [str(generator), "-t", path(peer, server, options.split()), *peer.options, "-l", str(peer.level),
               "-p", ",".join(str(node.port) for node in server.nodes()),
               "-P", ",".join(str(node.busiest()) for node in server.nodes()),
               "-w", str(warm), "-d", str(seconds), *options.split(),
               *(["-a", key] if key else []),
               # the load generator has its own core, which it shares only with a Redis
               *(["-y"] if "latency" in options and not peer.beside else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            preexec_fn=on(LOAD_CORE), **more)


def result(process):
    out, err = process.communicate(timeout=300)
    figures = json.loads(out) if process.returncode < 2 else {}
    if process.returncode:
        figures["wrong"] = err[-500:] or "lost, out of order, astray or refused"
    return figures


def under_load(generator, peer, server, name, warm, seconds):
    return result(load(generator, peer, server, LOADS[name][1], warm, seconds))


def carried(generator, peer, active, warm, seconds):
    """Returns the number of rooms of 8 per core with 99 of 100 frames less than 5 ms late, in steps of a tenth."""
    figures = {"rooms": 0}
    rooms = 50
    while rooms <= 1000:
        with Server(peer) as server:
            options = f"-m frames -r {rooms} -c 8 -f 30 -A {active}"
            result(load(generator, peer, server, options, 0, warm))
            measured = result(load(generator, peer, server, options, 2, seconds))
        if measured.get("wrong") or measured["p99_us"] >= MOST_LATE_MICROS:
            break
        figures.update(rooms=rooms, cpu_us=measured["cpu_us"], cpu_share=measured["cpu_share"], p99_us=measured["p99_us"],
                       generator_share=measured["generator_share"])
        rooms += max(10, rooms // 10)
    return figures


def at_start(peer):
    """Measures the milliseconds to the first open WebSocket, and the bytes of memory before any message."""
    with Server(peer) as server:
        time.sleep(0.7)
        return {"start_ms": server.started, "resident": server.resident()}


def idle(generator, peer, counts):
    """Measures the bytes of memory with idle connections."""
    figures = {}
    with Server(peer) as server:
        time.sleep(0.7)
        before = server.resident()
        process = load(generator, peer, server, f"-m idle -r {counts[-1] // 100} -c 100 -H "
                       + ",".join(map(str, counts)), 0, 1, stdin=subprocess.PIPE)
        for count in counts:
            line = process.stderr.readline()
            if not line.startswith(f"held {count}"):
                figures["wrong"] = line.strip()
                break
            time.sleep(1)
            figures[f"resident_{count}"] = server.resident()
            figures[f"bytes_{count}"] = (server.resident() - before) / count
            process.stdin.write("\n")
            process.stdin.flush()
        process.stdin.close()
        process.stdin = None
        figures.update({"wrong": e} if (e := result(process).get("wrong")) else {})
    return figures


def crowd(generator, peer, count, warm, seconds):
    """Measures CPU per delivered message in rooms of ten, without and with idle connections in other rooms."""
    with Server(peer) as server:
        under_load(generator, peer, server, "small", 0, warm)
        alone = under_load(generator, peer, server, "small", 1, seconds)
        others = load(generator, peer, server, f"-t /ws/other-%r -m idle -r {count // 100} -c 100 -H {count}", 0, 1,
                      stdin=subprocess.PIPE)
        figures = {}
        line = others.stderr.readline()
        if line.startswith(f"held {count}"):
            crowded = under_load(generator, peer, server, "small", 1, seconds)
            figures = {"alone_us": alone["cpu_us"], "crowded_us": crowded["cpu_us"]}
            figures.update({"wrong": f["wrong"]} if (f := {**alone, **crowded}).get("wrong") else {})
        else:
            figures["wrong"] = line.strip()
        others.stdin.close()
        others.stdin = None
        figures.update({"wrong": e} if (e := result(others).get("wrong")) else {})
    return figures


def by_api(generator, peer, warm, seconds):
    """Measures CPU per delivered message in a room of 1000, sent by a member and posted to the API, in turn."""
    def by(key, warm, seconds):
        return result(load(generator, peer, server, LOADS["news"][1], warm, seconds, key))
    with Server(peer) as server:
        under_load(generator, peer, server, "big", 0, warm)
        by(API_KEY, 0, warm)
        pairs = []
        for turn in range(16):  # each is first equally often
            keys = (None, API_KEY) if turn % 2 else (API_KEY, None)
            pairs.append({key: by(key, 1, seconds) for key in keys})
    figures = {"said_us": median([pair[None]["cpu_us"] for pair in pairs]),
               "posted_us": median([pair[API_KEY]["cpu_us"] for pair in pairs]),
               "posted_to_said": median([pair[API_KEY]["cpu_us"] / pair[None]["cpu_us"] for pair in pairs])}
    wrong = [each["wrong"] for pair in pairs for each in pair.values() if "wrong" in each]
    return {**figures, "wrong": wrong[0]} if wrong else figures


def garbage(generator, peer, seconds):
    """Measures the bytes allocated for each incoming and each outgoing message: two loads, two unknowns."""
    equations = []
    for name in ("big", "pairs"):
        with Server(peer, ["-Xmn16m"]) as server:
            name_of = "jvm_gc_memory_allocated_bytes_total"
            result(load(generator, peer, server, LOADS[name][1], 1, seconds))  # until the code is compiled
            before = server.metric(name_of)
            figures = result(load(generator, peer, server, LOADS[name][1], 1, seconds))
            equations.append((figures["sent"], figures["delivered"], server.metric(name_of) - before))
    (a, b, e), (c, d, f) = equations
    return {"bytes_in": (e * d - b * f) / (a * d - b * c), "bytes_out": (a * f - e * c) / (a * d - b * c)}


def median(values):
    return statistics.median(values) if values else None
