package dev.roomcast.redis.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The calls on one connection, without a server. */
class ScriptPipelineTest {

    private final List<String> outcomes = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final ScriptPipeline pipeline = new ScriptPipeline(
            false,
            new ScriptPipeline.Listener() {
                @Override
                public void settled(ScriptCall call, boolean done) {}

                @Override
                public void refused(ScriptCall call, Throwable error) {}
            },
            errors::add);

    /** A link whose answers the test controls. */
    private static final class Connection implements ScriptPipeline.Requests {
        private final List<Promise<Response>> sent = new ArrayList<>();

        @Override
        public Future<Response> send(Request request) {
            Promise<Response> answer = Promise.promise();
            sent.add(answer);
            return answer.future();
        }

        void answer(int index) {
            sent.get(index).complete(SimpleStringType.create("OK"));
        }

        void forget(int index) {
            sent.get(index).fail("NOSCRIPT no matching script");
        }
    }

    private ScriptCall call(String name) {
        return new ScriptCall(null, Script.NOTIFY)
                .then(answer -> outcomes.add(name + " done"), () -> outcomes.add(name + " failed"));
    }

    private static ScriptCall failing() {
        return new ScriptCall(null, Script.NOTIFY)
                .then(
                        answer -> {
                            throw new IllegalStateException("thrown by the test");
                        },
                        () -> {
                            throw new IllegalStateException("thrown by the test");
                        });
    }

    private Connection open() {
        Connection connection = new Connection();
        pipeline.open(connection);
        return connection;
    }

    private void sendInBackground(int count) {
        for (int i = 0; i < count; i++) {
            ScriptCall call = new ScriptCall(null, Script.LOAD);
            call.inBackground();
            pipeline.sendLater(call);
        }
    }

    @Test
    void keeps_the_bound_of_background_calls_after_each_lost_connection() {
        for (int i = 0; i < 3; i++) {
            Connection connection = open();
            sendInBackground(500);
            assertEquals(64, connection.sent.size());
            pipeline.close();
        }
    }

    @Test
    void fails_all_calls_of_a_lost_connection_although_a_receiver_throws() {
        open();
        pipeline.send(failing());
        pipeline.send(call("a"));
        pipeline.close();
        assertEquals(List.of("a failed"), outcomes);
        assertEquals(1, errors.size());
    }

    @Test
    void loads_forgotten_scripts_although_a_receiver_throws() {
        Connection connection = open();
        pipeline.send(failing());
        pipeline.send(call("a"));
        connection.forget(1);
        pipeline.send(call("b"));
        connection.answer(0);
        int last = connection.sent.size() - 1;
        assertEquals(2 + Script.values().length, last);
        connection.answer(last);
        assertEquals(List.of("a failed", "b done"), outcomes);
        assertEquals(1, errors.size());
    }
}
