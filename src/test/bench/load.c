// A load generator for room servers: rooms of WebSocket members, with numbered messages whose delivery is checked.
//
//   load -p PORT[,PORT] [-t TEMPLATE] [-l LEVEL] [-m throughput|latency|frames|idle] [-r ROOMS] [-c MEMBERS]
//        [-k WINDOW] [-f RATE] [-b BYTES] [-w WARM] [-d DURATION] [-s STALLED] [-P PID[,PID]] [-H 1000,10000] [-a KEY]
//        [-y] [-A ACTIVE] [-g] [-S] [-C]
//
// -p  the server, or nodes that share their rooms: the members of a room use them in turn
// -t  the path; %r becomes the room's number, %m the member's                        (/ws/bench-%r?user=u%m)
// -l  1: each member sends $connect and waits for its answer; $ frames are ignored                       (0)
// -m  throughput: the first member of each room keeps WINDOW messages in flight: its own copy releases the next one
//     latency: it sends RATE messages a second; delays count from the due time of a message
//     frames: the first member of each room starts a run of RATE frames a second; each member sends an input for the
//     share ACTIVE of the frames; delays count from the due time of a frame, by the earliest frame of its room
//     idle: no messages; at each count of members in -H it writes "held N" to stderr, and a line on stdin, or
//     its end, lets it continue
// -A  the percentage of frames with an input of each member, in mode frames                             (100)
// -g  all members are players; needs -l 1
// -S  each message also sets one key of the shared state
// -C  the members use Colyseus's protocol; modes frames and idle only
// -y  do not sleep while measuring, because on loopback the server pays for the wake-up. It takes a whole core.
// -s  the number of members of the first room, from its end, that never read                               (0)
// -P  the processes whose CPU time is measured
// -a  posts the messages of the first members to Roomcast's API instead, with this key; needs -l 1 and the default template
//
// One line of JSON on stdout. Exit 1: a message lost, out of order, astray or corrupted, or a connection refused or
// lost. Exit 2: no measurement. It connects to 127.0.0.1 only.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define HEAD "{\"method\":\"say\",\"data\":{\"n\":\""
#define SET ",\"set\":{\"score\":7}}" // after data
#define TAIL "\"}" // the end of data; a brace follows at level 0, a comma and the server's fields at level 1
#define NUMBERS 40 // run 8, room 8, number 8, time 16, in hexadecimal digits
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" // the answer to the key in ask()
#define DIALS 64 // handshakes under way at a time
#define SECOND 1000000000ll
#define PAD 64
// Colyseus's binary messages: JOIN_ROOM, which the member returns, and ROOM_DATA with a type and MessagePack.
#define JOIN_ROOM "\x0a"
#define RUN "\x0d\xa3run\x81\xa4rate\x1e"
#define INPUT "\x0d\xa5input\x81\xa1" "d\xcd\x01\x12"
#define FRAME "\x0d\xa5" "frame"
#define die(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(2))

struct bytes { char *at; size_t len, cap; };
struct times { uint32_t *at; size_t len, cap; }; // microseconds
struct arrivals { struct { int64_t at; unsigned room; } *of; size_t len, cap; }; // arrival times of frames, minus their due times
struct room { unsigned sent, readers; uint16_t *missing; }; // by message: the number of members that have not received it
struct conn {
    int fd;
    enum { NEW, DIALLING, SHAKING, ENTERING, OPEN, GONE } state;
    unsigned room, member, next, got;
    bool stalled, blocked;
    struct bytes in, out; // the begin of a frame; what the socket did not take
};

static const char *template = "/ws/bench-%r?user=u%m", *holds = "", *key;
static char mode = 't';
static int ports[8], nports, pids[8], npids, level;
static unsigned members = 10, nrooms = 1, window = 4, stalled, payload = 120;
static double rate = 10, warm = 1, duration = 2.5;

static struct conn *conns, api;
static struct room *rooms;
static struct times delays, completions;
static struct arrivals arrivals;
static unsigned active = 100;
static unsigned total, dialled, dialling, opened, refused, closed, cut, plan, run;
static uint64_t sent, delivered, counted, lost, disordered, strayed, corrupted;
static int64_t now, news, late, from, until, span = 1, cpu, effort; // from..until: what is measured
static bool talking, leaving, awake, plays, sets, colyseus;
static int poller, timer;
static char *message, *padding, input[4 << 20];
static size_t size;

static int64_t clock_ns(clockid_t id) {
    struct timespec t;
    if (clock_gettime(id, &t)) die("clock: %s", strerror(errno));
    return t.tv_sec * SECOND + t.tv_nsec;
}

static int64_t server_cpu(void) {
    int64_t sum = 0;
    clockid_t id;
    for (int i = 0; i < npids; sum += clock_ns(id), i++)
        if (clock_getcpuclockid(pids[i], &id)) die("no process %d", pids[i]);
    return sum;
}

static int numbers(const char *list, int *to) { // at most eight
    int n = 0;
    for (const char *p = list; *p && n < 8; p += strspn(p, ",")) to[n++] = strtol(p, (char **) &p, 10);
    return n;
}

static char *reserve(struct bytes *b, size_t n) {
    if (b->len + n > b->cap && !(b->at = realloc(b->at, b->cap = (b->len + n) * 2))) die("out of memory");
    return b->at + b->len;
}

static void add(struct times *list, int64_t ns) {
    if (list->len == list->cap && !(list->at = realloc(list->at, (list->cap += 1 << 16) * 4))) die("out of memory");
    list->at[list->len++] = ns < 0 ? 0 : ns / 1000;
}

static void watch(struct conn *c, int op, int events) {
    struct epoll_event e = {.events = events, .data.ptr = c};
    if (epoll_ctl(poller, op, c->fd, &e)) die("epoll: %s", strerror(errno));
}

static void gone(struct conn *c, const char *why) {
    if (c->state == OPEN && c->stalled) cut++;
    else if (c->state == OPEN) closed += !leaving;
    else if (refused++ < 3) fprintf(stderr, "room %u, member %u: %s\n", c->room, c->member, why);
    dialling -= c->state < OPEN;
    c->state = GONE;
    close(c->fd);
}

static void flush(struct conn *c) {
    size_t done = 0;
    while (done < c->out.len) {
        ssize_t n = send(c->fd, c->out.at + done, c->out.len - done, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN) return gone(c, strerror(errno));
        if (n < 0) break;
        done += n;
    }
    c->out.len -= done;
    if (c->out.len) memmove(c->out.at, c->out.at + done, c->out.len);
    if (c->blocked == (c->out.len > 0)) return;
    c->blocked = !c->blocked;
    watch(c, EPOLL_CTL_MOD, EPOLLIN | (c->blocked ? EPOLLOUT : 0));
}

static void frame(struct conn *c, int opcode, const char *data, size_t n) {
    static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    unsigned char *start = (unsigned char *) reserve(&c->out, n + 8), *p = start;
    *p++ = 0x80 | opcode;
    *p++ = 0x80 | (n < 126 ? n : 126);
    if (n >= 126) *p++ = n >> 8, *p++ = n;
    memcpy(p, mask, 4), p += 4;
    for (size_t i = 0; i < n; i++) *p++ = data[i] ^ mask[i & 3];
    c->out.len += p - start;
}

static void words(struct conn *c, const char *text) { frame(c, 1, text, strlen(text)); }

static void post(unsigned room) {
    char *start = reserve(&api.out, size + strlen(key) + 300);
    api.out.len += sprintf(start, "POST /api/rooms/bench-%u/publications HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
            "Authorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
            room, ports[0], key, size);
    memcpy(reserve(&api.out, size), message, size);
    api.out.len += size;
    flush(&api);
}

static void answers(void) { // each is a place in the room's order, or the end
    ssize_t n = recv(api.fd, input, sizeof input, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || memcmp(input, "HTTP/1.1 200", n < 12 ? n : 12)) die("the API: %.*s", (int) (n < 0 ? 0 : n), input);
}

static void say(struct conn *c, int64_t due) {
    struct room *r = &rooms[c->room];
    if (c->state != OPEN) return;
    char *p = message + sprintf(message, HEAD "%08x%08x%08x%016lx", run, c->room, r->sent, due);
    memcpy(p, padding + r->sent % PAD, payload);
    if (r->sent < plan) r->missing[r->sent] = r->readers;
    if (key) post(c->room);
    else frame(c, 1, message, sets ? size - 1 + strlen(SET) : size);
    r->sent++, sent++;
}

static bool unhex(const char *p, int digits, uint64_t *value) {
    for (*value = 0; digits--; p++) {
        if (!(*p >= '0' && *p <= '9') && !(*p >= 'a' && *p <= 'f')) return false;
        *value = *value << 4 | (*p <= '9' ? *p - '0' : *p - 'a' + 10);
    }
    return true;
}

static void frame_came(struct conn *c, uint64_t number) {
    if (c->next && number > c->next) lost += number - c->next;
    disordered += c->next && number < c->next;
    c->next = number + 1, delivered++, news = now;
    if (now < from || now >= until || !talking) return;
    if (arrivals.len == arrivals.cap
            && !(arrivals.of = realloc(arrivals.of, (arrivals.cap += 1 << 18) * sizeof *arrivals.of))) die("out of memory");
    arrivals.of[arrivals.len].room = c->room;
    arrivals.of[arrivals.len++].at = now - (int64_t) (number * (SECOND / rate));
}

static void measure_frames(void) { // the earliest frame of a room was in time
    int64_t *earliest = malloc(nrooms * sizeof *earliest);
    for (unsigned r = 0; r < nrooms; r++) earliest[r] = INT64_MAX;
    for (size_t i = 0; i < arrivals.len; i++)
        if (arrivals.of[i].at < earliest[arrivals.of[i].room]) earliest[arrivals.of[i].room] = arrivals.of[i].at;
    for (size_t i = 0; i < arrivals.len; i++) add(&delays, arrivals.of[i].at - earliest[arrivals.of[i].room]);
    free(earliest);
}

static bool begins(const char *p, size_t n, const char *with) {
    return n >= strlen(with) && !memcmp(p, with, strlen(with));
}

static void entered(struct conn *c) {
    c->state = OPEN;
    dialling--, opened++;
}

static void text(struct conn *c, const char *p, size_t n) {
    const size_t head = strlen(HEAD), end = size - 1; // where data ends
    uint64_t r, room, number, due;
    if (begins(p, n, "{\"method\":\"$frame\",\"data\":[")) return frame_came(c, strtoull(p + 27, NULL, 10));
    if (level && begins(p, n, "{\"method\":\"$")) {
        if (c->state == ENTERING && begins(p, n, "{\"method\":\"$connect\"")) entered(c);
        return;
    }
    if (n <= end || (level ? p[end] != ',' || p[n - 1] != '}' : p[end] != '}' || n != size) || !begins(p, n, HEAD)
            || !unhex(p + head, 8, &r) || !unhex(p + head + 8, 8, &room) || !unhex(p + head + 16, 8, &number)
            || !unhex(p + head + 24, 16, &due) || memcmp(p + head + NUMBERS, padding + number % PAD, payload)
            || memcmp(p + end - strlen(TAIL), TAIL, strlen(TAIL))) {
        if (corrupted++ < 3) fprintf(stderr, "room %u got: %.*s\n", c->room, (int) (n > 300 ? 300 : n), p);
        return;
    }
    strayed += r != run || room != c->room; // of an earlier run, or of another room
    if (r != run || room != c->room) return;
    disordered += number != c->next;
    c->next = number + 1, c->got++;
    if (c->stalled) return;
    delivered++, news = now;
    if (mode == 'l' && (int64_t) due >= from && (int64_t) due < until) {
        add(&delays, now - due);
        if (number < plan && --rooms[room].missing[number] == 0) add(&completions, now - due);
    }
    if (mode == 't' && talking && c->member == 0) say(c, now); // goes out when all that was read is done
}

static bool first_number(const unsigned char *p, size_t n, uint64_t *value) { // of an array in MessagePack
    size_t at = n && *p == 0xdc ? 3 : 1, bytes = 0; // after the array's length
    if (n <= at) return false;
    if (p[at] >= 0xcc && p[at] <= 0xce) bytes = 1 << (p[at] - 0xcc);
    else if (p[at] > 0x7f) return false;
    if (n <= at + bytes) return false;
    for (*value = bytes ? 0 : p[at]; bytes--;) *value = *value << 8 | p[++at];
    return true;
}

static void binary(struct conn *c, const char *p, size_t n) {
    const size_t head = strlen(FRAME);
    uint64_t number;
    if (colyseus && c->state == ENTERING && begins(p, n, JOIN_ROOM)) {
        frame(c, 2, JOIN_ROOM, 1);
        entered(c);
    } else if (colyseus && begins(p, n, FRAME) && first_number((unsigned char *) p + head, n - head, &number)) {
        frame_came(c, number);
    } else if (corrupted++ < 3) fprintf(stderr, "room %u got a binary message that is no frame\n", c->room);
}

static size_t frames(struct conn *c, char *p, size_t n) {
    size_t used = 0, head, len;
    while (n - used >= 2 && c->state != GONE) {
        unsigned char *f = (unsigned char *) p + used;
        head = f[1] < 126 ? 2 : f[1] == 126 ? 4 : 10;
        if (n - used < head) break;
        len = head == 2 ? f[1] : 0;
        for (size_t i = 2; i < head; i++) len = len << 8 | f[i];
        if (len > sizeof input / 2) return gone(c, "a frame beyond all measure"), n;
        if (n - used < head + len) break;
        if (*f == 0x81) text(c, p + used + head, len);
        else if (*f == 0x89) frame(c, 10, p + used + head, len);
        else if (*f == 0x82) binary(c, p + used + head, len);
        else if (*f != 0x88) corrupted++; // no member sent a fragment or a ping
        else if (!leaving) gone(c, "closed"); // a leaving member waits until the server closes
        used += head + len;
    }
    return used;
}

static size_t handshake(struct conn *c, char *p, size_t n) {
    char *end = memmem(p, n, "\r\n\r\n", 4);
    if (!end) return 0;
    if (!begins(p, n, "HTTP/1.1 101 ") || !memmem(p, end - p, ACCEPT, strlen(ACCEPT))) {
        *strpbrk(p, "\r\n") = 0;
        return gone(c, p), n;
    }
    c->state = ENTERING;
    if (level && plays) words(c, "{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
    else if (level) frame(c, 1, "{\"method\":\"$connect\",\"id\":1}", 28);
    else if (!colyseus) entered(c);
    return end + 4 - p;
}

static void take(struct conn *c) {
    if (c == &api) return answers();
    size_t held = c->in.len, used = 0;
    if (held) memcpy(input, c->in.at, held);
    ssize_t n = recv(c->fd, input + held, sizeof input - held, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return gone(c, n ? strerror(errno) : "closed without a word");
    now = clock_ns(CLOCK_MONOTONIC);
    if (c->state == SHAKING) used = handshake(c, input, held + n);
    if (c->state >= ENTERING && c->state != GONE) used += frames(c, input + used, held + n - used);
    if (c->state == GONE) return;
    c->in.len = 0;
    memcpy(reserve(&c->in, held + n - used + 1), input + used, held + n - used);
    c->in.len = held + n - used;
    if (c->out.len && !c->blocked) flush(c);
}

static struct sockaddr_in address(int port) {
    return (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void dial(struct conn *c) {
    struct sockaddr_in to = address(ports[c->member % nports]);
    int yes = 1, little = 4096;
    if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) < 0) die("socket: %s", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (c->stalled) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    c->state = DIALLING;
    dialled++, dialling++;
    if (connect(c->fd, (struct sockaddr *) &to, sizeof to) && errno != EINPROGRESS) return gone(c, strerror(errno));
    watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

static void ask(struct conn *c) {
    int error = 0;
    char *start = reserve(&c->out, 12 * strlen(template) + 300), *p = start + sprintf(start, "GET ");
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t) {sizeof error});
    if (error) return gone(c, strerror(error));
    for (const char *t = template; *t; t++) {
        if (*t == '%' && (t[1] == 'r' || t[1] == 'm')) p += sprintf(p, "%u", *++t == 'r' ? c->room : c->member);
        else *p++ = *t;
    }
    p += sprintf(p, " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", ports[0]);
    c->out.len += p - start;
    c->state = SHAKING;
    c->blocked = true; // so that flush() turns EPOLLOUT off
    flush(c);
}

static void turn(void) { // one turn of the event loop
    static struct epoll_event events[1024];
    int n = epoll_wait(poller, events, 1024, awake && talking ? 0 : 20);
    now = clock_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < n; i++) {
        struct conn *c = events[i].data.ptr;
        if (!c && read(timer, &(uint64_t) {0}, 8)) continue; // it only wakes talk() up
        if (c->state == GONE) continue;
        if (c->state == DIALLING) ask(c);
        else if (events[i].events & EPOLLOUT) flush(c);
        if (c->state != GONE && events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) take(c);
    }
}

static void rest(double seconds) {
    for (int64_t end = clock_ns(CLOCK_MONOTONIC) + seconds * SECOND; now < end;) turn();
}

static void open_api(void) {
    struct sockaddr_in to = address(ports[0]);
    api.state = OPEN, api.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(api.fd, (struct sockaddr *) &to, sizeof to) || fcntl(api.fd, F_SETFL, O_NONBLOCK)) die("no API");
    setsockopt(api.fd, IPPROTO_TCP, TCP_NODELAY, &(int) {1}, sizeof(int));
    watch(&api, EPOLL_CTL_ADD, EPOLLIN);
}

static void fill(unsigned count) { // until this number of members has joined or been refused
    int64_t end = (now = clock_ns(CLOCK_MONOTONIC)) + 90 * SECOND;
    for (; opened + refused < count && now < end; turn())
        while (dialled < count && dialling < DIALS) dial(&conns[dialled]);
    refused += dialling; // too late
}

static void hold(void) {
    struct pollfd go = {.fd = 0, .events = POLLIN};
    char c = 0;
    for (fprintf(stderr, "held %u\n", opened - closed); c != '\n'; turn())
        if (poll(&go, 1, 0) > 0 && read(0, &c, 1) <= 0) c = '\n';
}

static void play(struct conn *c, uint64_t i) { // by chance, the same in each run
    if ((i * 2654435761u >> 7) % 100 >= active || c->state != OPEN) return;
    if (colyseus) frame(c, 2, INPUT, strlen(INPUT));
    else words(c, "{\"method\":\"$input\",\"data\":{\"d\":274}}");
    flush(c), sent++;
}

static void talk(void) {
    int64_t start = now = clock_ns(CLOCK_MONOTONIC), due = start;
    int64_t gap = SECOND / (rate * (mode == 'f' ? total : nrooms));
    bool begun = false;
    from = start + warm * SECOND, until = from + duration * SECOND, talking = true;
    for (struct conn *c = conns; c < conns + total && mode == 'f'; c += members) {
        if (colyseus) frame(c, 2, RUN, strlen(RUN));
        else words(c, "{\"method\":\"$run\",\"id\":2,\"data\":{\"rate\":30}}");
        if (c->state == OPEN) flush(c);
        for (int64_t end = clock_ns(CLOCK_MONOTONIC) + SECOND / rate / nrooms; now < end;) turn(); // not all at once
    }
    if (mode != 't') {
        struct itimerspec t = {{gap / SECOND, gap % SECOND}, {gap / SECOND, gap % SECOND}};
        struct epoll_event e = {.events = EPOLLIN};
        timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
        if (timerfd_settime(timer, 0, &t, NULL) || epoll_ctl(poller, EPOLL_CTL_ADD, timer, &e)) die("no timer");
    }
    for (struct conn *c = conns; c < conns + total && mode == 't'; c += members) {
        for (unsigned k = 0; k < window; k++) say(c, now);
        if (c->state == OPEN) flush(c);
    }
    for (uint64_t i = 0; now < until; turn()) {
        if (!begun && now >= from) {
            begun = true, cpu = server_cpu(), effort = clock_ns(CLOCK_PROCESS_CPUTIME_ID), counted = delivered;
            until = (from = now = clock_ns(CLOCK_MONOTONIC)) + duration * SECOND;
        }
        for (; mode == 'f' && due <= now; due = start + ++i * gap) {
            if (begun && now - due > late) late = now - due;
            play(&conns[i % total], i);
        }
        for (; mode == 'l' && due <= now; due = start + ++i * gap) {
            struct conn *c = &conns[i % nrooms * members];
            if (begun && now - due > late) late = now - due;
            say(c, due);
            if (c->state == OPEN) flush(c);
        }
    }
    cpu = server_cpu() - cpu, effort = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - effort;
    span = clock_ns(CLOCK_MONOTONIC) - from, counted = delivered - counted, talking = false, news = now;
    uint64_t expected = 0;
    if (mode == 'f') return measure_frames();
    for (unsigned r = 0; r < nrooms; r++) expected += (uint64_t) rooms[r].sent * rooms[r].readers;
    for (int64_t end = now + 20 * SECOND; delivered < expected && now < end && now < news + 4 * SECOND;) turn();
    rest(0.05); // no message may follow the last one
    for (struct conn *c = conns; c < conns + total; c++)
        if (!c->stalled && rooms[c->room].sent > c->got) lost += rooms[c->room].sent - c->got;
}

static void leave(void) {
    int64_t end = clock_ns(CLOCK_MONOTONIC) + 3 * SECOND;
    leaving = true;
    for (struct conn *c = conns; c < conns + total; c++) {
        if (c->state != OPEN) continue;
        if (level) frame(c, 1, "{\"method\":\"$leave\"}", 19);
        else frame(c, 8, "\x03\xe8", 2);
        flush(c);
    }
    for (struct conn *c = conns; c < conns + total && now < end; c++) while (c->state == OPEN && now < end) turn();
}

static int ascending(const void *a, const void *b) {
    return (*(uint32_t *) a > *(uint32_t *) b) - (*(uint32_t *) a < *(uint32_t *) b);
}

static unsigned percentile(struct times *list, double p) {
    if (list->len) qsort(list->at, list->len, sizeof *list->at, ascending);
    return list->len ? list->at[(size_t) (p * (list->len - 1) + 0.5)] : 0;
}

int main(int argc, char **argv) {
    for (int o; (o = getopt(argc, argv, "p:t:l:m:r:c:k:f:b:w:d:s:P:H:a:A:ygSC")) != -1;) switch (o) {
        case 'p': nports = numbers(optarg, ports); break;
        case 'P': npids = numbers(optarg, pids); break;
        case 't': template = optarg; break;      case 'H': holds = optarg; break;
        case 'l': level = atoi(optarg); break;   case 'm': mode = *optarg; break;
        case 'r': nrooms = atoi(optarg); break;  case 'c': members = atoi(optarg); break;
        case 'k': window = atoi(optarg); break;  case 'f': rate = atof(optarg); break;
        case 'b': payload = atoi(optarg); break; case 's': stalled = atoi(optarg); break;
        case 'w': warm = atof(optarg); break;    case 'd': duration = atof(optarg); break;
        case 'A': active = atoi(optarg); break;  case 'C': colyseus = true; break;
        case 'a': key = optarg; break;           case 'y': awake = true; break;
        case 'g': plays = true; break;           case 'S': plays = sets = true; break;
        default: return 2;
    }
    size = strlen(HEAD) + NUMBERS + strlen(TAIL) + 1;
    payload = payload > size ? payload - size : 1; // from here on: what follows the numbers
    size += payload, total = nrooms * members;
    if (!nports || !total || !strchr("tlif", mode) || stalled >= members || rate <= 0 || size > 65535) die("see load.c");
    alarm(*holds ? 900 : 150 + warm + duration); // bounds the duration
    run = clock_ns(CLOCK_REALTIME) ^ getpid() << 20;
    plan = mode == 'l' ? rate * (warm + duration + 5) + 16 : 0;
    poller = epoll_create1(0);
    conns = calloc(total, sizeof *conns), rooms = calloc(nrooms, sizeof *rooms);
    plays |= mode == 'f';
    message = malloc(size + sizeof SET), padding = malloc(payload + PAD);
    for (unsigned i = 0; i < payload + PAD; i++) padding[i] = 'a' + (i * 7 + i / 26) % 26;
    memcpy(message + size - strlen(TAIL "}"), TAIL "}", strlen(TAIL "}"));
    if (sets) memcpy(message + size - 1, SET, strlen(SET));
    for (unsigned i = 0; i < total; i++) {
        conns[i].room = i / members, conns[i].member = i % members;
        conns[i].stalled = i < members && i >= members - stalled;
        rooms[i / members].readers += !conns[i].stalled;
    }
    for (unsigned r = 0; r < nrooms && plan; r++) rooms[r].missing = calloc(plan, sizeof(uint16_t));
    for (const char *h = holds; *h; h += strspn(h, ",")) {
        unsigned count = strtoul(h, (char **) &h, 10);
        fill(count && count < total ? count : total);
        hold();
    }
    if (opened + refused < total) fill(total);
    for (struct conn *c = conns + members - stalled; c < conns + members; c++)
        if (c->state == OPEN) watch(c, EPOLL_CTL_DEL, 0);
    rest(0.3);
    if (key) open_api();
    if (mode != 'i' && !refused) talk();
    for (struct conn *c = conns + members - stalled; c < conns + members; c++)
        if (c->state == OPEN) watch(c, EPOLL_CTL_ADD, EPOLLIN);
    if (stalled) rest(4); // stalled members read again and detect whether they are still members
    printf("{\"opened\":%u,\"refused\":%u,\"closed\":%u,\"sent\":%lu,\"delivered\":%lu,\"lost\":%lu,\"disordered\":%lu,"
            "\"strayed\":%lu,\"corrupted\":%lu,\"window_s\":%.3f,\"counted\":%lu,\"cpu_us\":%.4f,\"cpu_share\":%.3f,",
            opened, refused, closed, sent, delivered, lost, disordered, strayed, corrupted, span / 1e9, counted,
            counted ? cpu / 1e3 / counted : 0, cpu * 1.0 / span);
    printf("\"generator_share\":%.3f,\"late_us\":%ld,\"p50_us\":%u,\"p99_us\":%u,\"last_p50_us\":%u,\"last_p99_us\":%u,"
            "\"stalled_cut\":%u}\n", effort * 1.0 / span, late / 1000, percentile(&delays, .5),
            percentile(&delays, .99), percentile(&completions, .5), percentile(&completions, .99), cut);
    fflush(stdout);
    leave();
    return refused || closed || lost || disordered || strayed || corrupted;
}
