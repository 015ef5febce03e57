package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The patches of {@link PlantedBugs} still apply to the code. */
@Tag("slow")
class PlantedBugsTest {

    @Test
    void applies_every_planted_bug_to_the_code() throws Exception {
        List<Path> bugs = PlantedBugs.patches();
        assertTrue(bugs.size() >= 8, "Bugs: " + bugs);
        for (Path bug : bugs) {
            assertEquals("", tryOn(bug), bug + " must be updated");
        }
    }

    /** @return the reason why the patch does not apply, or an empty text */
    private static String tryOn(Path patch) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "apply", "--check", patch.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return git.waitFor() == 0 ? "" : output + "exit " + git.exitValue();
    }
}
