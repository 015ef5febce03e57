package dev.roomcast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the structure: package layers, allowed dependencies, file lengths. */
class ArchitectureTest {

    private static final String ROOT = "dev.roomcast.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.roomcast");

    private static final String[] PLAIN_JAVA = {
        ROOT + "protocol..",
        ROOT + "concurrent..",
        ROOT + "room..",
        ROOT + "frames..",
        ROOT + "match..",
        ROOT + "bans..",
        ROOT + "hub.."
    };

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");

    private static final Pattern TEST_NAME = Pattern.compile("(?<=test=)[A-Z]\\w+|\\b[A-Z]\\w*[a-z](?:Test|IT)\\b");
    /** A test that a guide shows. */
    private static final String EXAMPLE = "DiceTest";

    /** A package imports from lower layers only: never from its own layer, never from a higher one. */
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("protocol", "concurrent"),
            Set.of("room"),
            Set.of("frames", "match", "rules", "bans"),
            Set.of("hub", "http"),
            Set.of("socket", "auth", "wechat", "webhooks", "api", "redis", "tracing", "nativeimage", "examples"),
            Set.of("app"));

    @Test
    void allows_imports_of_lower_layers_only() {
        assertEquals(
                List.of(),
                CLASSES.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(use -> !mayImport(use.getOriginClass(), use.getTargetClass()))
                        .map(Dependency::getDescription)
                        .toList());
    }

    private static boolean mayImport(JavaClass origin, JavaClass target) {
        if (!target.getPackageName().startsWith(ROOT)) {
            return true;
        }
        String from = topPackage(origin);
        String to = topPackage(target);
        return from.equals(to) || layer(from) > layer(to);
    }

    private static int layer(String name) {
        for (int i = 0; i < LAYERS.size(); i++) {
            if (LAYERS.get(i).contains(name)) {
                return i;
            }
        }
        throw new AssertionError("give the package a layer: " + name);
    }

    private static String topPackage(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).replaceAll("\\..*", "") : "";
    }

    @Test
    void keeps_the_redis_engine_independent_of_connections() {
        noClasses()
                .that()
                .resideInAPackage("dev.roomcast.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.roomcast.hub..", "dev.roomcast.http..")
                .check(CLASSES);
    }

    @Test
    void allows_no_cycle_of_packages() {
        slices().matching("dev.roomcast.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void keeps_the_lower_layers_plain_java() {
        noClasses()
                .that()
                .resideInAnyPackage(PLAIN_JAVA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.vertx..",
                        "io.netty..",
                        "io.smallrye..",
                        "jakarta..",
                        "org.jboss..",
                        "org.eclipse.microprofile..")
                .check(CLASSES);
    }

    @Test
    void allows_json_parsing_in_protocol_only() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        "dev\\.roomcast\\.protocol\\.(CommandDecoder|CommandEnvelope|PlainText|JsonReader|RequestFields|StateChangeDecoder|ScalarFields).*")
                .and()
                .resideOutsideOfPackages("dev.roomcast.rules..", "dev.roomcast.examples..")
                .should()
                .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
                .check(CLASSES);
    }

    @Test
    void allows_netty_in_one_transport_only() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.roomcast\\.socket\\.(netty\\..*|(Query|TrustedProxies).*)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void forbids_clocks_and_randomness_of_the_jdk_on_lower_layers() {
        noClasses()
                .that()
                .resideInAnyPackage(PLAIN_JAVA)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .check(CLASSES);
    }

    @Test
    void forbids_meaningless_class_names() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .check(CLASSES);
    }

    @Test
    void limits_files_to_350_lines() throws IOException {
        assertEquals(
                List.of(),
                Stream.concat(sources(SOURCES), sources(TESTS))
                        .filter(file -> lines(file).size() > 350)
                        .toList());
    }

    @Test
    void contains_no_unfinished_work_markers() throws IOException {
        assertEquals(
                List.of(),
                sources(SOURCES)
                        .filter(file ->
                                lines(file).stream().anyMatch(line -> line.matches(".*\\b(TO" + "DO|FIX" + "ME)\\b.*")))
                        .toList());
    }

    @Test
    void describes_every_package() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            List<Path> packages = all.filter(Files::isDirectory)
                    .filter(ArchitectureTest::hasJava)
                    .toList();
            packages.forEach(each -> assertTrue(Files.exists(each.resolve("package-info.java")), each.toString()));
            assertTrue(packages.size() > 5, "found the sources");
        }
    }

    /** A command that names a test that is not there runs none, and succeeds. */
    @Test
    void names_only_existing_tests_in_pages_and_commands() throws IOException {
        Set<String> existing = sources(TESTS)
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (String folder : List.of("src/site/markdown", "src/test/faults", ".ci")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    TEST_NAME
                            .matcher(Files.readString(file))
                            .results()
                            .map(MatchResult::group)
                            .filter(name -> !existing.contains(name) && !name.equals(EXAMPLE))
                            .forEach(name -> missing.add(file + " names " + name));
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void names_only_existing_types_on_the_map_of_a_message() throws IOException {
        String map = Files.readString(SOURCES.resolve("dev/roomcast/package-info.java"));
        map = map.substring(map.indexOf("The path of a message"), map.indexOf("*/"));
        Set<String> types = CLASSES.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
        List<String> named = Pattern.compile("\\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+\\b")
                .matcher(map)
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(
                List.of(), named.stream().filter(name -> !types.contains(name)).toList());
        assertTrue(named.size() > 12, "found the map");
    }

    private static Stream<Path> sources(Path folder) throws IOException {
        return Files.walk(folder).filter(file -> file.toString().endsWith(".java"));
    }

    private static boolean hasJava(Path folder) {
        String[] java = folder.toFile().list((parent, name) -> name.endsWith(".java"));
        return java != null && java.length > 0;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
