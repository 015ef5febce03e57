package dev.roomcast.redis.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

    @Test
    void reads_every_part() {
        RedisUrl url = RedisUrl.parse("rediss://us%40er:p%25a%3Ass@[::1]:7000/3");
        assertEquals(new RedisUrl(true, "us@er", "p%a:ss", "[::1]", 7000, 3), url);
        assertEquals(url, RedisUrl.parse(url.connectionString()));
        assertEquals("[::1]:7000", url.toString());
        assertEquals(new RedisUrl(false, null, null, "localhost", 6379, 0), RedisUrl.parse("redis://localhost"));
        assertEquals(new RedisUrl(false, null, "secret", "h", 6379, 0), RedisUrl.parse("redis://secret@h/"));
    }

    @Test
    void keeps_a_plus_sign_and_decodes_once() {
        assertEquals("a+b %41", RedisUrl.parse("redis://:a+b%20%2541@h").password());
        assertNull(RedisUrl.parse("redis://:@h").password());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:hidden#cd@host",
                "redis://:p@hidden/w@host",
                "redis://:hidden%zz@host",
                "redis://:hidden%4@host",
                "redis://u:hid den@host",
                "redis://u:hidden?@host",
                "redis://u:hidden@host:99999",
                "redis://u:hidden@host:0",
                "redis://u:hidden@host/x",
                "redis://u:hidden@host?db=1",
                "redis://u:hidden@",
                "http://u:hidden@host",
                ""
            })
    void describes_an_error_without_revealing_a_secret(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse(text))
                .getMessage();
        assertFalse(message.contains("hid"), message);
        assertFalse(RedisAddress.of(text).toString().contains("hid"));
    }

    @Test
    void requests_percent_encoding_of_special_characters() {
        assertTrue(RedisAddress.mistake("redis://:ab#cd@host").contains("percent-encoded"));
        assertTrue(RedisAddress.mistake("redis://:p@s/w@host").contains("percent-encoded"));
    }

    @Test
    void logs_in_with_every_character_that_a_password_may_have() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RedisServer server = RedisServer.open()) {
            server.command("ACL SETUSER some@one on \">a+b c%41/#?é\" ~* &* +@all");
            String url = "redis://some%40one:a+b%20c%2541%2F%23%3F%C3%A9@127.0.0.1:" + server.port();
            Redis redis = Redis.createClient(vertx, RedisUrl.parse(url).connectionString());
            String user = redis.send(Request.cmd(Command.ACL).arg("WHOAMI"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .toString();
            assertEquals("some@one", user);
        } finally {
            vertx.close();
        }
    }
}
