package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Computes the slot of a key in a Redis Cluster. */
public final class HashSlot {

    public static final int COUNT = 16384;

    private HashSlot() {}

    /** Returns the slot of the text between the first braces; without braces, that of the whole key. */
    public static int of(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open);
        return crc16(open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key) % COUNT;
    }

    /** Computes the CRC16 of XMODEM. */
    private static int crc16(String text) {
        int crc = 0;
        for (byte each : text.getBytes(UTF_8)) {
            crc ^= (each & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
            }
            crc &= 0xffff;
        }
        return crc;
    }
}
