package dev.roomcast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house keeps its shape: floors, what may be known where, and the size of its rooms. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.roomcast");

    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void imports_go_down_never_up_and_never_sideways() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("protocol")
                .definedBy("dev.roomcast.protocol..")
                .layer("room")
                .definedBy("dev.roomcast.room..")
                .layer("hub")
                .definedBy("dev.roomcast.hub..")
                .layer("socket")
                .definedBy("dev.roomcast.socket..")
                .layer("auth")
                .definedBy("dev.roomcast.auth..")
                .layer("wechat")
                .definedBy("dev.roomcast.wechat..")
                .layer("hooks")
                .definedBy("dev.roomcast.hooks..")
                .layer("redis")
                .definedBy("dev.roomcast.redis..")
                .layer("metrics")
                .definedBy("dev.roomcast.metrics..")
                .layer("api")
                .definedBy("dev.roomcast.api..")
                .optionalLayer("traces")
                .definedBy("dev.roomcast.traces..")
                .layer("app")
                .definedBy("dev.roomcast.app..")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("socket")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("auth")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("wechat")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("hooks")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("redis")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("traces")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("hub")
                .mayOnlyBeAccessedByLayers("socket", "auth", "wechat", "api", "hooks", "metrics", "app")
                .whereLayer("room")
                .mayOnlyBeAccessedByLayers("hub", "socket", "auth", "wechat", "api", "redis", "hooks", "metrics", "app")
                .check(CLASSES);
    }

    @Test
    void the_packages_have_no_cycles() {
        slices().matching("dev.roomcast.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void the_lower_floors_are_plain_java() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.roomcast.protocol..", "dev.roomcast.room..", "dev.roomcast.hub..")
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
    void json_is_parsed_in_one_place() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.roomcast\\.protocol\\.(Codec|TextParser).*")
                .should()
                .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
                .check(CLASSES);
    }

    @Test
    void netty_is_known_to_one_transport() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        "dev\\.roomcast\\.socket\\.(BareSocket|MessageReader|NettyTransport|Packed|Query|TrustedProxies).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void time_and_chance_are_handed_in() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.roomcast.protocol..", "dev.roomcast.room..", "dev.roomcast.hub..")
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
    void no_class_is_called_after_nothing() {
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
    void a_file_is_never_longer_than_400_lines() throws IOException {
        assertEquals(
                List.of(), sources().filter(file -> lines(file).size() > 400).toList());
    }

    @Test
    void nothing_is_left_half_done() throws IOException {
        assertEquals(
                List.of(),
                sources()
                        .filter(file ->
                                lines(file).stream().anyMatch(line -> line.matches(".*\\b(TO" + "DO|FIX" + "ME)\\b.*")))
                        .toList());
    }

    @Test
    void every_package_says_what_it_is() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            List<Path> packages = all.filter(Files::isDirectory)
                    .filter(ArchitectureTest::hasJava)
                    .toList();
            packages.forEach(each -> assertTrue(Files.exists(each.resolve("package-info.java")), each.toString()));
            assertTrue(packages.size() > 5, "found the sources");
        }
    }

    private static Stream<Path> sources() throws IOException {
        return Files.walk(SOURCES).filter(file -> file.toString().endsWith(".java"));
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
