package dev.roomcast.room;

import static dev.roomcast.room.RoomArchive.bytes;
import static dev.roomcast.room.RoomArchive.text;
import static dev.roomcast.room.RoomArchive.write;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Serializes and restores one room. Thread: the room's serial executor. */
final class ArchivedRoom {

    private ArchivedRoom() {}

    static byte[] save(Replica room, CommandDecoder decoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        PublicationLog log = room.log();
        List<Frame> history = log.since(0, Long.MAX_VALUE, Long.MAX_VALUE, decoder);
        write(out, log.position().epoch());
        out.writeLong(log.position().offset());
        out.writeInt(history.size());
        for (Frame each : history) {
            out.writeInt(each.payloadLength());
            out.write(each.bytes(), each.payloadStart(), each.payloadLength());
        }
        List<Member> members = room.members().stream()
                .filter(each -> each.session != null && each.isOwned())
                .toList();
        out.writeInt(members.size());
        for (Member each : members) {
            saveMember(each, out);
        }
        GameRoom game = room.game();
        out.writeBoolean(game != null);
        if (game != null) {
            write(out, game.host() == null ? null : game.host().client());
            write(out, game.keyHash());
            out.writeInt(game.kicked().size());
            for (String each : game.kicked()) {
                write(out, each);
            }
            saveState(game.state(), out);
        }
        return bytes.toByteArray();
    }

    private static void saveMember(Member member, DataOutputStream out) throws IOException {
        write(out, member.user());
        write(out, member.client());
        write(out, member.session);
        write(out, member.info.detached().bytes());
        write(out, member.game() == null ? null : member.game().wire());
        Map<Long, Long> ids = member.ids();
        out.writeInt(ids.size());
        for (Map.Entry<Long, Long> each : ids.entrySet()) {
            out.writeLong(each.getKey());
            out.writeLong(each.getValue());
        }
    }

    private static void saveState(SharedState state, DataOutputStream out) throws IOException {
        Map<String, RawJson> values = state.view();
        out.writeInt(values.size());
        for (Map.Entry<String, RawJson> each : values.entrySet()) {
            write(out, each.getKey());
            write(out, each.getValue().detached().bytes());
            out.writeLong(state.version(each.getKey()));
        }
        Map<String, Long> removed = state.removed();
        out.writeInt(removed.size());
        for (Map.Entry<String, Long> each : removed.entrySet()) {
            write(out, each.getKey());
            out.writeLong(each.getValue());
        }
        out.writeLong(state.floor());
        out.writeLong(state.changedAt());
    }

    static void restore(byte[] saved, Replica room) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved));
        String epoch = text(in);
        long offset = in.readLong();
        int history = in.readInt();
        room.applyReset(epoch, offset - history);
        for (; history > 0; history--) {
            int length = in.readInt();
            Frame frame = Frame.allocate(true, length);
            in.readFully(frame.bytes(), frame.payloadStart(), length);
            room.publisher().restore(frame, null, 0, 0);
        }
        for (int members = in.readInt(); members > 0; members--) {
            Member member = restoreMember(in);
            room.applyJoin(member, null);
            room.applyAway(member, room.type().linger(), true);
        }
        if (in.readBoolean()) {
            GameRoom game = room.beginGame();
            String host = text(in);
            room.host(host == null ? null : room.member(host));
            game.keyHash(text(in));
            for (int kicked = in.readInt(); kicked > 0; kicked--) {
                game.kick(text(in));
            }
            restoreState(game.state(), in);
        }
    }

    private static Member restoreMember(DataInputStream in) throws IOException {
        Member member = new Member(text(in), text(in), text(in));
        byte[] info = bytes(in);
        member.showing(new RawJson(info, 0, info.length));
        member.as(GameRole.of(text(in)));
        for (int ids = in.readInt(); ids > 0; ids--) {
            member.remember(in.readLong(), in.readLong());
        }
        return member;
    }

    private static void restoreState(SharedState state, DataInputStream in) throws IOException {
        for (int values = in.readInt(); values > 0; values--) {
            String key = text(in);
            byte[] json = bytes(in);
            state.put(key, new RawJson(json, 0, json.length), in.readLong());
        }
        for (int removed = in.readInt(); removed > 0; removed--) {
            state.remove(text(in), in.readLong());
        }
        state.floor(in.readLong());
        state.changedAt(in.readLong());
    }
}
