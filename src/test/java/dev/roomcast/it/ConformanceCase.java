package dev.roomcast.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.testkit.WireFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case of {@code conformance/cases.txt}, which describes the format.
 *
 * @param sent a description of the sent frames
 * @param remark may be empty
 */
record ConformanceCase(
        String number, String sent, String expected, String remark, List<byte[]> writes, List<Wanted> wanted) {

    private static final List<String> KINDS =
            List.of("cont", "text", "binary", "op3", "op4", "op5", "op6", "op7", "close", "ping", "pong", "op11");

    private static final Pattern FRAME = Pattern.compile("(?:rsv(\\d) )?([a-z]+\\d*)(\\+)?(?: (.*))?");
    private static final Pattern PAYLOAD = Pattern.compile("(?:\"(.*)\"|([0-9a-f]+))(?:\\*(\\d+))?");
    private static final Pattern CODE = Pattern.compile("(\\d{1,5})(?: (.*))?");

    /** A frame that must or may arrive. */
    record Wanted(int opcode, byte[] payload, boolean isOptional) {}

    /** A sent frame. */
    private record Sent(int first, byte[] payload) {
        int opcode() {
            return first & 0x0f;
        }

        boolean isLast() {
            return (first & WireFrame.FIN) != 0;
        }
    }

    static ConformanceCase parse(String line) {
        String[] parts = (line + " ").split(" \\| ?", -1);
        List<Sent> frames = new ArrayList<>();
        boolean one = false;
        int chop = 0;
        int split = 0;
        int times = 1;
        for (String word : parts[2].split(" ; ")) {
            String[] option = word.split(" ");
            switch (option[0]) {
                case "one" -> one = true;
                case "chop" -> chop = Integer.parseInt(option[1]);
                case "split" -> split = Integer.parseInt(option[1]);
                case "times" -> times = Integer.parseInt(option[1]);
                default -> frames.addAll(split == 0 ? List.of(frame(word)) : fragments(frame(word), split));
            }
        }
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(frames);
        }
        String remark = parts.length > 4 ? parts[4].strip() : "";
        String expected = parts[3].strip();
        return new ConformanceCase(parts[0], parts[1], expected, remark, writes(all, one, chop), wanted(expected, all));
    }

    private static Sent frame(String text) {
        Matcher frame = FRAME.matcher(text.strip());
        if (!frame.matches()) {
            throw new IllegalArgumentException("no frame: " + text);
        }
        String kind = frame.group(2);
        int opcode = kind.startsWith("op") ? Integer.parseInt(kind.substring(2)) : KINDS.indexOf(kind);
        int reserved = frame.group(1) == null ? 0 : Integer.parseInt(frame.group(1)) << 4;
        int last = frame.group(3) == null ? WireFrame.FIN : 0;
        String body = frame.group(4);
        return new Sent(last | reserved | opcode, opcode == WireFrame.CLOSE ? closeBody(body) : payload(body));
    }

    private static byte[] payload(String text) {
        if (text == null) {
            return new byte[0];
        }
        Matcher payload = PAYLOAD.matcher(text);
        if (!payload.matches()) {
            throw new IllegalArgumentException("no payload: " + text);
        }
        byte[] once = payload.group(1) != null
                ? payload.group(1).getBytes(UTF_8)
                : HexFormat.of().parseHex(payload.group(2));
        return WireFrame.times(payload.group(3) == null ? 1 : Integer.parseInt(payload.group(3)), once);
    }

    /** Encodes a close body: a code and a reason, or a single byte if the text has two digits. */
    private static byte[] closeBody(String text) {
        if (text == null || text.equals("61")) {
            return payload(text);
        }
        Matcher close = CODE.matcher(text);
        if (!close.matches()) {
            throw new IllegalArgumentException("no code: " + text);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int code = Integer.parseInt(close.group(1));
        body.write(code >> 8);
        body.write(code);
        body.writeBytes(payload(close.group(2)));
        return body.toByteArray();
    }

    private static List<Sent> fragments(Sent whole, int size) {
        List<Sent> fragments = new ArrayList<>();
        byte[] payload = whole.payload;
        for (int from = 0; from < payload.length; from += size) {
            int to = Math.min(payload.length, from + size);
            int last = to == payload.length ? WireFrame.FIN : 0;
            int opcode = from == 0 ? whole.opcode() : WireFrame.CONTINUATION;
            fragments.add(new Sent(last | opcode, Arrays.copyOfRange(payload, from, to)));
        }
        return fragments;
    }

    private static List<byte[]> writes(List<Sent> frames, boolean one, int chop) {
        List<byte[]> each = frames.stream()
                .map(frame -> WireFrame.masked(frame.first, frame.payload))
                .toList();
        if (!one && chop == 0) {
            return each;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        each.forEach(all::writeBytes);
        byte[] bytes = all.toByteArray();
        int step = one ? bytes.length : chop;
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += step) {
            pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)));
        }
        return pieces;
    }

    private static List<Wanted> wanted(String expected, List<Sent> sent) {
        List<Wanted> wanted = new ArrayList<>();
        for (String word : expected.split(" ; ")) {
            boolean optional = word.startsWith("?");
            if (word.endsWith("echo")) {
                messages(sent).forEach(each -> wanted.add(new Wanted(each.opcode(), each.payload, optional)));
            } else if (!word.equals("nothing")) {
                Sent frame = frame(word);
                wanted.add(new Wanted(frame.opcode(), frame.payload, optional));
            }
        }
        return wanted;
    }

    /** Returns the messages that the frames form, if any. */
    private static List<Sent> messages(List<Sent> frames) {
        List<Sent> messages = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int opcode = 0;
        for (Sent frame : frames) {
            if (frame.opcode() <= WireFrame.BINARY) {
                opcode = frame.opcode() == WireFrame.CONTINUATION ? opcode : frame.opcode();
                message.writeBytes(frame.payload);
                if (frame.isLast()) {
                    messages.add(new Sent(opcode, message.toByteArray()));
                    message.reset();
                }
            }
        }
        return messages;
    }

    boolean endsInClose() {
        return !wanted.isEmpty() && wanted.get(wanted.size() - 1).opcode() == WireFrame.CLOSE;
    }
}
