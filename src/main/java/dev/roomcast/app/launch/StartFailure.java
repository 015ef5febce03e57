package dev.roomcast.app.launch;

import dev.roomcast.app.config.EnvironmentCheck;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reports why a start failed: an operator's mistake in one line, any other cause with its stack trace. */
final class StartFailure {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The message of SmallRye for an unknown key. */
    private static final Pattern UNKNOWN_KEY = Pattern.compile("SRCFG00050: (\\S+) in .*");

    /** Keys that configure a server certificate. */
    private static final Pattern SECURE = Pattern.compile(
            "quarkus\\.http\\.ssl\\.certificate\\.(files|key-store-file)|quarkus\\.tls\\.key-store\\.(pem|p12|jks)\\..+");

    private StartFailure() {}

    /**
     * Ends the process.
     *
     * @param failure the cause; null: no failure
     */
    static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            report(failure);
        }
        System.exit(code);
    }

    private static void report(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Throwable root = chain.get(chain.size() - 1);
        for (Throwable each : chain) {
            if (each instanceof ConfigValidationException invalid) {
                problems(invalid).forEach(System.err::println);
                return;
            }
        }
        if (root instanceof ConfigurationException) {
            System.err.println(root.getMessage());
        } else if (isListening(root)) {
            Config config = ConfigProvider.getConfig();
            LOG.errorf("event=cannot-listen port=%s cause=\"%s\"", port(config), cause(root));
        } else if (InitialConfigurator.DELAYED_HANDLER.isActivated()) {
            LOG.error("event=start-failed", failure);
        } else {
            failure.printStackTrace(); // the log is not set up yet
        }
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null && !chain.contains(each); each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }

    /** Returns one sentence for each problem. */
    static List<String> problems(ConfigValidationException invalid) {
        List<String> problems = new ArrayList<>();
        EnvironmentCheck keys = new EnvironmentCheck();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            String problem = invalid.getProblem(i).getMessage();
            Matcher unknown = UNKNOWN_KEY.matcher(problem);
            problems.add(
                    unknown.matches()
                            ? "event=unknown-setting name=" + unknown.group(1) + " nearest="
                                    + keys.nearestKey(unknown.group(1))
                            : sentence(problem));
        }
        return problems;
    }

    /** Returns the problem without class names and message numbers. */
    private static String sentence(String problem) {
        String text = problem.replaceAll("\\b([a-z]+\\.)+[A-Za-z]*Exception: |SRCFG\\d+: ", "");
        return text + (text.contains("Invalid duration") ? " (durations are for example 500ms, 5s, 1m)" : "");
    }

    /** Returns whether listening failed: in the operating system, in Netty, or because of an invalid port. */
    private static boolean isListening(Throwable root) {
        String message = String.valueOf(root.getMessage());
        return root instanceof SocketException
                || message.startsWith("bind(")
                || root instanceof IllegalArgumentException && message.contains("port");
    }

    private static String cause(Throwable root) {
        String message = String.valueOf(root.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("in use")) {
            return "address already in use";
        }
        return message.contains("denied") ? "permission denied" : message.replace('"', '\'');
    }

    /** Returns the port that may be in use, which may be the port for TLS. */
    private static String port(Config config) {
        String port = config.getOptionalValue("quarkus.http.port", String.class).orElse("8080");
        boolean isPlain = !config.getOptionalValue("quarkus.http.insecure-requests", String.class)
                .orElse("enabled")
                .equalsIgnoreCase("disabled");
        boolean isSecure = config.getOptionalValue("quarkus.http.tls-configuration-name", String.class)
                .isPresent();
        for (String name : config.getPropertyNames()) {
            isSecure |= SECURE.matcher(name).matches()
                    && config.getOptionalValue(name, String.class).isPresent();
        }
        String secure =
                config.getOptionalValue("quarkus.http.ssl-port", String.class).orElse("8443");
        if (!isSecure) {
            return port;
        }
        return isPlain ? port + "," + secure : secure;
    }
}
