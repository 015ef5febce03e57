package dev.roomcast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomcast.app.config.EnvironmentCheck;
import dev.roomcast.app.config.HooksConfig;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example deployment files use valid settings and allow enough time to drain. */
class DeployFilesTest {

    private static final Path MAIN = Path.of("src/main");
    private static final Pattern VARIABLE = Pattern.compile("\\bROOMCAST_[A-Z0-9_]*[A-Z0-9]\\b");
    private static final int PORT = 8080;
    /** Seconds from SIGTERM to SIGKILL on Cloud Run. */
    private static final Duration CLOUD_RUN = Duration.ofSeconds(10);

    @Test
    void contains_only_known_environment_variables() throws IOException {
        Set<String> variables = new TreeSet<>();
        for (String folder : List.of("deploy", "docker", "kubernetes", "kustomize")) {
            try (Stream<Path> files = Files.list(MAIN.resolve(folder))) {
                for (Path file : files.toList()) {
                    Matcher variable = VARIABLE.matcher(Files.readString(file));
                    while (variable.find()) {
                        variables.add(variable.group());
                    }
                }
            }
        }
        assertTrue(variables.contains("ROOMCAST_DRAIN"), "found the variables");
        assertEquals(Map.of(), new EnvironmentCheck().misspelled(variables));
    }

    @Test
    void routes_to_the_port_and_probes_health_on_kubernetes() throws Exception {
        List<JsonNode> parts = yaml("kubernetes/kubernetes.yaml");
        JsonNode deployment = parts.get(0).path("spec");
        JsonNode pod = deployment.path("template");
        JsonNode container = pod.at("/spec/containers/0");
        JsonNode port = container.at("/ports/0");
        assertEquals(PORT, port.path("containerPort").asInt());
        assertEquals(Integer.toString(PORT), variable(container, "PORT"));
        asksAfterItsHealth(container);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertEquals(
                    port.path("name"), container.path(probe).path("httpGet").path("port"));
        }
        JsonNode service = parts.get(1).path("spec");
        assertEquals(port.path("name"), service.at("/ports/0/targetPort"));
        assertEquals(deployment.at("/selector/matchLabels"), service.path("selector"));
        assertEquals(service.path("selector"), pod.at("/metadata/labels"));
        assertEquals(
                "/q/metrics",
                pod.at("/metadata/annotations").path("prometheus.io/path").asText());
        hasTimeToStop(
                variable(container, "ROOMCAST_DRAIN"),
                Duration.ofSeconds(pod.at("/spec/terminationGracePeriodSeconds").asInt()));
    }

    @Test
    void connects_several_nodes_to_one_redis_with_network_policies_in_kustomize(@TempDir Path folder) throws Exception {
        List<JsonNode> parts = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(Tool.called("kubectl")
                        .run(
                                folder,
                                "kustomize",
                                MAIN.resolve("kustomize").toAbsolutePath().toString()))
                .readAll();
        JsonNode nodes = part(parts, "Deployment", "roomcast").path("spec");
        JsonNode container = nodes.at("/template/spec/containers/0");
        assertTrue(nodes.path("replicas").isMissingNode(), "the autoscaler sets the number of replicas");
        assertEquals("redis", variable(container, "ROOMCAST_ENGINE"));
        asksAfterItsHealth(container);
        JsonNode redis = part(parts, "Deployment", "redis").path("spec");
        assertEquals(1, redis.path("replicas").asInt());
        JsonNode scaler = part(parts, "HorizontalPodAutoscaler", "roomcast").path("spec");
        assertEquals("roomcast", scaler.at("/scaleTargetRef/name").asText());
        assertTrue(scaler.path("minReplicas").asInt() >= 2);
        JsonNode labels = nodes.at("/selector/matchLabels");
        assertEquals(labels, part(parts, "PodDisruptionBudget", "roomcast").at("/spec/selector/matchLabels"));
        JsonNode policy = part(parts, "NetworkPolicy", "roomcast").path("spec");
        assertEquals(labels, policy.at("/podSelector/matchLabels"));
        assertEquals(container.at("/ports/0/containerPort"), policy.at("/ingress/0/ports/0/port"), "the open port");
        JsonNode redisPolicy = part(parts, "NetworkPolicy", "redis").path("spec");
        assertEquals(redis.at("/selector/matchLabels"), redisPolicy.at("/podSelector/matchLabels"));
        assertEquals(labels, redisPolicy.at("/ingress/0/from/0/podSelector/matchLabels"));
        assertEquals(policy.at("/egress/0/to/0"), podsOf(redisPolicy), "nodes reach the Redis");
    }

    private static JsonNode podsOf(JsonNode policy) {
        JsonNode pods = new YAMLMapper().createObjectNode();
        ((com.fasterxml.jackson.databind.node.ObjectNode) pods).set("podSelector", policy.path("podSelector"));
        return pods;
    }

    private static JsonNode part(List<JsonNode> parts, String kind, String name) {
        return parts.stream()
                .filter(each -> each.path("kind").asText().equals(kind)
                        && each.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    @Test
    void runs_one_knative_instance_with_time_to_drain() throws Exception {
        JsonNode revision = yaml("kubernetes/knative.yaml").get(0).at("/spec/template");
        JsonNode container = revision.at("/spec/containers/0");
        JsonNode annotations = revision.at("/metadata/annotations");
        assertEquals("1", annotations.path("autoscaling.knative.dev/minScale").asText());
        assertEquals("1", annotations.path("autoscaling.knative.dev/maxScale").asText());
        assertEquals("http1", container.at("/ports/0/name").asText());
        assertEquals(PORT, container.at("/ports/0/containerPort").asInt());
        asksAfterItsHealth(container);
        hasTimeToStop(variable(container, "ROOMCAST_DRAIN"), CLOUD_RUN);
    }

    @Test
    void builds_the_image_in_compose_and_starts_the_proxy_once_it_is_healthy() throws Exception {
        JsonNode services = yaml("deploy/compose.yaml").get(0).path("services");
        JsonNode server = services.path("roomcast");
        Path context =
                MAIN.resolve("deploy").resolve(server.at("/build/context").asText());
        Path image = context.resolve(server.at("/build/dockerfile").asText());
        assertTrue(Files.readString(image).contains("HEALTHCHECK"), "the condition for the start of nginx");
        assertEquals(
                "service_healthy",
                services.at("/nginx/depends_on/roomcast/condition").asText());
        String file = services.at("/nginx/volumes/0").asText().split(":")[0];
        assertTrue(Files.readString(MAIN.resolve("deploy").resolve(file)).contains("server roomcast:" + PORT + " "));
        hasTimeToStop(
                server.at("/environment/ROOMCAST_DRAIN").asText(),
                duration(server.path("stop_grace_period").asText()));
    }

    @Test
    void trusts_the_proxy_network_in_compose_and_connects_two_nodes_to_one_redis() throws Exception {
        JsonNode base = yaml("deploy/compose.yaml").get(0);
        assertEquals(
                base.at("/networks/default/ipam/config/0/subnet").asText(),
                base.at("/services/roomcast/environment/ROOMCAST_TRUSTED_PROXIES")
                        .asText());
        JsonNode services = yaml("deploy/compose.redis.yaml").get(0).path("services");
        assertEquals(2, services.at("/roomcast/deploy/replicas").asInt());
        URI redis = URI.create(
                services.at("/roomcast/environment/ROOMCAST_REDIS_URL").asText());
        assertTrue(services.has(redis.getHost()));
        assertEquals(
                "service_healthy",
                services.at("/roomcast/depends_on/" + redis.getHost() + "/condition")
                        .asText());
    }

    @Test
    void configures_port_and_single_instance_for_wechat_cloud() throws Exception {
        JsonNode config = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .build()
                .readTree(MAIN.resolve("deploy/container.config.json").toFile());
        assertEquals(
                config.path("containerPort").asText(),
                config.at("/envParams/PORT").asText());
        assertEquals(1, config.path("minNum").asInt());
        assertEquals(1, config.path("maxNum").asInt());
        assertTrue(duration(config.at("/envParams/ROOMCAST_DRAIN").asText()).toSeconds() > 0);
    }

    @Test
    void accepts_the_systemd_file(@TempDir Path folder) throws Exception {
        String unit = Files.readString(MAIN.resolve("deploy/roomcast.service"));
        hasTimeToStop(
                value(unit, "Environment=ROOMCAST_DRAIN"),
                Duration.ofSeconds(Long.parseLong(value(unit, "TimeoutStopSec"))));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path file = Files.writeString(folder.resolve("roomcast.service"), unit.replace("/usr/bin/java", java));
        assertEquals("", Tool.called("systemd-analyze").run(folder, "verify", "--man=no", file.toString()));
    }

    @Test
    void releases_a_tag_with_a_list_of_its_dependencies() throws Exception {
        JsonNode workflow = yaml("../../.github/workflows/release.yml").get(0);
        assertEquals("v*", workflow.at("/on/push/tags/0").asText());
        String steps = workflow.at("/jobs/jar/steps").toString();
        assertTrue(steps.contains("cyclonedx-maven-plugin") && steps.contains("-DoutputName=roomcast-sbom"), steps);
        assertTrue(steps.contains("cp target/roomcast-sbom.json target/roomcast-sbom.xml release/"), steps);
        String last = workflow.at("/jobs/release").toString();
        assertTrue(last.contains("\"pattern\":\"release-*\"") && last.contains("release/*"), last);
    }

    private static List<JsonNode> yaml(String file) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        return mapper.readerFor(JsonNode.class)
                .<JsonNode>readValues(MAIN.resolve(file).toFile())
                .readAll();
    }

    private static String variable(JsonNode container, String name) {
        for (JsonNode each : container.path("env")) {
            if (each.path("name").asText().equals(name)) {
                return each.path("value").asText();
            }
        }
        throw new AssertionError("There is no " + name);
    }

    private static String value(String unit, String name) {
        return unit.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static void asksAfterItsHealth(JsonNode container) {
        assertEquals(
                "/q/health/started", container.at("/startupProbe/httpGet/path").asText());
        assertEquals(
                "/q/health/live", container.at("/livenessProbe/httpGet/path").asText());
        assertEquals(
                "/q/health/ready", container.at("/readinessProbe/httpGet/path").asText());
    }

    private static Duration duration(String value) {
        return Duration.parse("PT" + value.toUpperCase());
    }

    /** Checks that the platform waits for the drain, the last webhooks and one more second. */
    private static void hasTimeToStop(String drain, Duration patience) throws NoSuchMethodException {
        String hooks = HooksConfig.class
                .getMethod("stopTime")
                .getAnnotation(WithDefault.class)
                .value();
        Duration whole = duration(drain).plus(duration(hooks)).plusSeconds(1);
        assertTrue(whole.compareTo(patience) < 0, whole + " of " + patience);
    }
}
