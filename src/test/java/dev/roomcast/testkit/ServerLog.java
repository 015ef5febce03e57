package dev.roomcast.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Log of a server: the newest lines, and the lines with warnings and errors; both bounded. */
public final class ServerLog {

    private static final int LINES = 200;
    private static final int TROUBLES = 50;

    private static final Pattern LISTENING = Pattern.compile("Listening on: https?://\\S+?:(\\d+)");
    /**
     * Matches warnings, errors and the first line of a stack trace, which names the exception. It excludes late event
     * loops, which a busy machine or a stopped process causes.
     */
    private static final Pattern TROUBLE =
            Pattern.compile("^(?!.*BlockedThreadChecker).*(\\b(ERROR|FATAL|LEAK)\\b|\\w(Exception|Error)\\b)");

    private final Deque<String> newest = new ArrayDeque<>();
    private final List<String> troubles = new ArrayList<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Thread reader;

    public ServerLog(InputStream output) {
        reader = new Thread(() -> read(output), "server-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for the port on which the server listens; fails if the server ends first. */
    public CompletableFuture<Integer> port() {
        return port;
    }

    /** Returns errors and first lines of stack traces since the last call. */
    public synchronized List<String> takeTroubles() {
        List<String> taken = List.copyOf(troubles);
        troubles.clear();
        return taken;
    }

    public synchronized String newest() {
        return String.join("\n", newest);
    }

    /** Waits for the end of the server's output. */
    public void finish() throws InterruptedException {
        reader.join(10_000);
    }

    private void read(InputStream output) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            keep("(" + e + ")");
        }
        port.completeExceptionally(new IllegalStateException("the server ended:\n" + newest()));
    }

    private synchronized void keep(String line) {
        newest.add(line);
        if (newest.size() > LINES) {
            newest.remove();
        }
        if (troubles.size() < TROUBLES && TROUBLE.matcher(line).find()) {
            troubles.add(line);
        }
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
            port.complete(Integer.valueOf(listening.group(1)));
        }
    }
}
