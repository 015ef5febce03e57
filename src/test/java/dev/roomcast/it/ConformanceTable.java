package dev.roomcast.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The cases of {@code conformance/cases.txt} and their page. */
final class ConformanceTable {

    static final Path PAGE = Path.of("src/site/markdown/conformance.md");
    static final String OK = "ok";

    private static final String FROM_HERE = "<!-- ConformanceIT writes from here -->\n";

    private final List<String> lines;

    ConformanceTable() {
        try (InputStream in = ConformanceTable.class.getResourceAsStream("/conformance/cases.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ConformanceCase> cases() {
        return lines.stream()
                .filter(ConformanceTable::isCase)
                .map(ConformanceCase::parse)
                .toList();
    }

    private static boolean isCase(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    /**
     * Returns the page, which starts with the handwritten part.
     *
     * @param verdicts by the case's number; absent: {@link #OK}
     */
    String page(Map<String, String> verdicts) throws IOException {
        String page = Files.readString(PAGE);
        StringBuilder text = new StringBuilder(page.substring(0, page.indexOf(FROM_HERE)) + FROM_HERE);
        long good = cases().stream()
                .filter(each -> verdict(verdicts, each).equals(OK))
                .count();
        text.append(good).append(" of ").append(cases().size()).append(" cases pass.\n");
        lines.stream().skip(lines.indexOf("") + 1).forEach(line -> {
            if (isCase(line)) {
                append(text, ConformanceCase.parse(line), verdicts);
            } else if (line.startsWith("# ")) {
                text.append("\n#").append(line).append("\n\n| case | input | expected | result |\n");
                text.append("|---|---|---|---|\n");
            }
        });
        return text.toString();
    }

    private static String verdict(Map<String, String> verdicts, ConformanceCase each) {
        return verdicts.getOrDefault(each.number(), OK);
    }

    private static void append(StringBuilder text, ConformanceCase each, Map<String, String> verdicts) {
        String remark = each.remark().isEmpty() ? "" : ", " + each.remark();
        text.append("| ")
                .append(each.number())
                .append(" | ")
                .append(each.sent())
                .append(" | ");
        text.append(inWords(each.expected())).append(" | ");
        text.append(verdict(verdicts, each)).append(remark).append(" |\n");
    }

    private static String inWords(String expected) {
        return expected.startsWith("pong \"payload-0\"")
                ? "ten pongs"
                : expected.replace("?echo", "optional echo")
                        .replace(" ; ", ", ")
                        .replace("*", "\\*");
    }
}
