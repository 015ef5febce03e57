package dev.roomcast.app.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Starts the server, or executes an option of the command line. */
@QuarkusMain
public final class Main {

    /** The exit status for a wrong command line. */
    private static final int USAGE_ERROR = 2;

    private static final String HELP = """
            Roomcast, a real-time room server.

            Usage: java -jar quarkus-run.jar [OPTION]     or     roomcast-runner [OPTION]

              (none)      starts the server on port 8080, or on the one of the variable PORT
              --check     checks the settings, and whether Redis is reachable, and exits: 0 good, 1 not good
              --version   prints the version
              --help      prints this text

            Settings are environment variables such as ROOMCAST_ENGINE=redis, or properties such as
            -Droomcast.engine=redis before -jar. src/site/markdown/configuration.md lists them all.
            """;

    private static volatile boolean checking;

    private Main() {}

    /**
     * Returns whether the process only checks its settings, so that it must neither join other nodes nor send anything.
     */
    public static boolean isChecking() {
        return checking;
    }

    /**
     * Starts the process.
     *
     * @param args the command line: empty, or one option
     */
    public static void main(String... args) {
        String option = args.length == 0 ? "" : args[0];
        switch (args.length > 1 ? "?" : option) {
            case "" -> start();
            case "--check" -> check();
            case "--version", "-v" -> print("roomcast " + version());
            case "--help", "-h" -> print(HELP.stripTrailing());
            default -> {
                System.err.println("Unknown option " + String.join(" ", args) + ": --help lists the options.");
                System.exit(USAGE_ERROR);
            }
        }
    }

    /** Disables Quarkus's check, which refuses raw UTF-8 in a URL; the socket package has its own check. */
    private static void start() {
        System.setProperty("vertx.disableURIValidation", "true");
        System.setProperty("io.netty.bootstrap.extensions", "serviceload"); // HttpMemoryExtension
        Quarkus.run(null, Main::exit);
    }

    /** Dev mode, which is only known now, has its own handler, because a reload must not end the process. */
    private static void exit(int code, @Nullable Throwable failure) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            StartFailure.exit(code, failure);
        } else {
            ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
        }
    }

    /** Checks the settings: sets up everything as for a start, but does not listen. */
    private static void check() {
        checking = true;
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.log.level", "WARN");
        Quarkus.run(SettingsCheck.class, StartFailure::exit);
    }

    /** Returns the version without reading the settings, which may be invalid. */
    private static String version() {
        try (InputStream file = Main.class.getResourceAsStream("/version.txt")) {
            return new String(file.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(String text) {
        System.out.println(text);
    }
}
