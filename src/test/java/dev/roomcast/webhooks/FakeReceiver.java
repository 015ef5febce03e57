package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application's server that sends the test's answers, stalls, or closes the connection. */
public final class FakeReceiver implements AutoCloseable {

    private final ServerSocket server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = Behaviour.answers(204, "");

    /** Posted requests. */
    public record Request(String path, Map<String, String> headers, String body) {}

    /** The behaviour for a request. */
    public interface Behaviour {

        /** @return the bytes of the answer; null: closes the connection; empty: does not answer */
        String answer(Request request);

        static Behaviour answers(int status, String body) {
            return request -> head(status, body.getBytes(UTF_8).length) + body;
        }

        static String head(int status, int length) {
            return "HTTP/1.1 " + status + " X\r\n" + (status == 204 ? "" : "Content-Length: " + length + "\r\n")
                    + "Location: /elsewhere\r\n\r\n";
        }
    }

    public FakeReceiver() {
        this(0);
    }

    public FakeReceiver(int port) {
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "receiver");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    public String address() {
        return "http://127.0.0.1:" + port() + "/hooks?app=1";
    }

    /** Sets the behaviour from now on. */
    public void does(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    public List<Request> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket), "receiver-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // the server is closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (Request request = read(socket); request != null; request = read(socket)) {
                requests.add(request);
                String answer = behaviour.answer(request);
                if (answer == null) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(UTF_8));
            }
        } catch (IOException e) {
            // the peer is gone
        }
    }

    private static Request read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Request(first.split(" ")[1], headers, new String(body, UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append(new String(new byte[] {(byte) next}, ISO_8859_1));
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
