package dev.roomcast.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Serialized rooms of the engine in memory, which survive a restart of the application within one process, for example
 * in dev mode. A room is restored when it is opened, with its position, history, state, host and members. Its members
 * are away at first. Level 0 members, which cannot resume, and runs of frames are omitted.
 *
 * <p>Thread: any.
 */
public final class RoomArchive {

    private static final long SAVE_SECONDS = 2;

    private final Map<String, byte[]> rooms = new ConcurrentHashMap<>();

    /** Creates an empty archive. */
    public RoomArchive() {}

    /**
     * Reads a saved archive.
     *
     * @param saved the result of {@link #save}
     */
    public RoomArchive(byte[] saved) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            for (int left = in.readInt(); left > 0; left--) {
                rooms.put(text(in), bytes(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves the rooms of a node, and the rooms of this archive that were not restored. */
    public byte[] save(RoomService service) {
        Map<String, byte[]> all = new LinkedHashMap<>(rooms);
        for (Room room : service.rooms()) {
            try {
                all.put(
                        room.name(),
                        room.submit(room::save).toCompletableFuture().get(SAVE_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException | CompletionException e) {
                service.failed(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(out)) {
            data.writeInt(all.size());
            for (Map.Entry<String, byte[]> each : all.entrySet()) {
                write(data, each.getKey());
                write(data, each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Removes a room and returns its bytes; null: not in the archive. */
    byte @Nullable [] take(String room) {
        return rooms.remove(room);
    }

    /** Writes a text; distinguishes null from the empty text. */
    static void write(DataOutputStream out, @Nullable String text) throws IOException {
        write(out, text == null ? null : text.getBytes(UTF_8));
    }

    static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        out.write(bytes == null ? new byte[0] : bytes);
    }

    static @Nullable String text(DataInputStream in) throws IOException {
        byte[] bytes = bytes(in);
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
