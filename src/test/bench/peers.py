"""The compared servers, with their build and start commands."""

import base64
import copy as copies
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
WORK = PROJECT / "target" / "bench"

PATH = "/ws/bench-%r?user=u%m"
API_KEY = "the key of the benchmark"
OURS = {"ROOMCAST_LIMITS_MESSAGES_PER_SECOND": "0", "ROOMCAST_LIMITS_BYTES_PER_SECOND": "0", "ROOMCAST_API_KEY": API_KEY}
SECRET = "a secret of thirty-two bytes, or more"
HEAP = "-Xmx1g"  # for all peers with a JVM


class Peer:
    def __init__(self, name, title, command, environment=(), level=0):
        self.name, self.title, self.command, self.level = name, title, command, level
        self.environment = dict(environment)
        self.beside = None  # a process beside the peer, on the other core
        self.twin = None  # a second node that shares its rooms, on the same core
        self.path = PATH + ("&v=1" if level else "")
        self.seats = None  # the resource that reserves the seats of all members and answers with their path
        self.options = []  # of the load generator


def java():
    """Returns the Java of BENCH_JAVA_HOME, or the one on the path."""
    home = os.environ.get("BENCH_JAVA_HOME")
    return f"{home}/bin/java" if home else shutil.which("java")


def run(title, command, folder, **more):
    print(f"building {title}", flush=True)
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode:
        print(done.stdout[-2000:])
    return done.returncode == 0


def copy(name):
    folder = WORK / "peers" / name
    shutil.copytree(HERE / "peers" / name, folder, dirs_exist_ok=True)
    return folder


def node():
    folder = copy("node-ws")
    good = shutil.which("node") and (
        (folder / "node_modules/ws").exists()
        or run("node-ws", ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], folder))
    return good and Peer("node", "Node `ws`, the usual tutorial", ["node", str(folder / "server.js")])


def lockstep(peer, command):
    """Returns the same runtime with a server for frames instead of messages."""
    if peer:
        peer.name, peer.title, peer.command = peer.name + "-frames", peer.title + ", lock-step", command(peer.command)
    return peer


def colyseus():
    folder = copy("colyseus")
    good = shutil.which("node") and (
        (folder / "node_modules/@colyseus/core").exists()
        or run("colyseus", ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder))
    if not good:
        return None
    peer = Peer("colyseus-frames", "Colyseus, a room that broadcasts inputs", ["node", str(folder / "server.mjs")],
                {"NODE_ENV": "production"})
    peer.seats, peer.options = "/seats", ["-C"]
    return peer


def netty():
    folder = copy("netty")
    good = (folder / "target/lib").exists() or run(
        "netty", [str(PROJECT / "mvnw"), "-B", "-ntp", "-q", "-f", str(folder / "pom.xml"), "package"], PROJECT)
    return good and Peer("netty", "Netty by hand, encoded once, flushed once a pass",
                         [java(), HEAP, "-cp", f"{folder}/target/classes:{folder}/target/lib/*", "Rooms"])


def nchan():
    folder = copy("nchan")
    if not os.path.exists("/usr/share/nginx/modules/ngx_nchan_module.so"):
        return None  # Debian: libnginx-mod-nchan
    return Peer("nchan", "nchan (nginx)", [
        "sh", "-c", f'cd {folder} && sed "s/:PORT/:$PORT/" nginx.conf > used.conf && exec nginx -p . -c used.conf'])


def roomcast(level=0):
    jar = PROJECT / "target/quarkus-app/quarkus-run.jar"
    title = "Roomcast, JVM" + (", level 1" if level else "")
    return jar.exists() and Peer(f"jvm{level or ''}", title, [java(), HEAP, "-jar", str(jar)], OURS, level)


def token():
    """Returns the token of every member, about 270 characters."""
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")
    claims = {"sub": "member", "exp": 4_000_000_000, "iss": "bench", "info": {"nick": "a member of the benchmark", "n": 1},
              "jti": "0123456789abcdef0123456789abcdef", "scope": "nothing that matters"}
    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest())).decode()


def asking(peer):
    """Returns the same server, which requires a token of every member."""
    if peer:
        peer.name, peer.title = peer.name + "-jwt", peer.title + ", with logins"
        peer.path = "/ws/bench-%r?token=" + token()
        peer.environment |= {"ROOMCAST_AUTH_MODE": "jwt", "ROOMCAST_AUTH_SECRET": SECRET,
                             "ROOMCAST_AUTH_QUERY_TOKEN": "true"}
    return peer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sharing(peer):
    """Returns the same server as one node of many, whose messages pass through a Redis."""
    tool, port = shutil.which("redis-server"), str(free_port())
    if not peer or not tool:
        return None
    peer.name, peer.title = peer.name + "-redis", peer.title + ", with a Redis"
    peer.environment |= {"ROOMCAST_ENGINE": "redis", "ROOMCAST_REDIS_URL": f"redis://127.0.0.1:{port}"}
    peer.beside = [tool, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return peer


def doubled(peer):
    """Returns the same server as two nodes, each with half of the members of each room."""
    if peer:
        peer.twin = copies.copy(peer)
        peer.twin.name, peer.twin.beside = peer.name + "-twin", None
        peer.name, peer.title = peer.name + "-twice", peer.title + ", two nodes"
    return peer


def ruled(peer):
    """Returns the same server with a rule that accepts every message; the build must include peers/rules/AcceptAll.java."""
    built = PROJECT / "src/main/java/dev/roomcast/examples/AcceptAll.java"
    if not peer or not built.exists():
        return None
    peer.name, peer.title = peer.name + "-rules", peer.title + ", with a rule"
    peer.path = peer.path.replace("bench-", "ruled-")
    return peer


def executable(level=0):
    built = sorted((PROJECT / "target").glob("*-runner"))
    title = "Roomcast, executable" + (", level 1" if level else "")
    return built and Peer(f"native{level or ''}", title, [str(built[0])], OURS, level)


ALL = {
    "node": node, "netty": netty, "nchan": nchan, "jvm": roomcast, "native": executable,
    "jvm1": lambda: roomcast(1), "native1": lambda: executable(1),
    "jvm1-rules": lambda: ruled(roomcast(1)), "native1-rules": lambda: ruled(executable(1)),
    "jvm1-redis": lambda: sharing(roomcast(1)), "native1-redis": lambda: sharing(executable(1)),
    "jvm1-redis-twice": lambda: doubled(sharing(roomcast(1))),
    "native1-redis-twice": lambda: doubled(sharing(executable(1))),
    "node-frames": lambda: lockstep(node(), lambda command: [command[0], command[1].replace("server.js", "frames.js")]),
    "netty-frames": lambda: lockstep(netty(), lambda command: command[:-1] + ["Frames"]),
    "colyseus-frames": colyseus,
    "jvm-jwt": lambda: asking(roomcast()), "native-jwt": lambda: asking(executable()),
}


def build(names):
    """Returns the peers of these names; reports and omits unavailable ones."""
    WORK.mkdir(parents=True, exist_ok=True)
    load = WORK / "load"
    if not run("the load generator", ["cc", "-O2", "-Wall", "-o", str(load), str(HERE / "load.c")], HERE):
        raise SystemExit("A C compiler is needed.")
    peers = []
    for name in names:
        peer = ALL[name]()
        if peer:
            peers.append(peer)
        else:
            print(f"LEFT OUT: {name} is not here and could not be built", flush=True)
    return load, peers
