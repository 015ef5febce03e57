package dev.roomcast.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;

/** Secrets, tokens and login requests for tests of built servers. */
abstract class Logins {

    static final String SECRET = "the secret of this test, and of no other one";
    static final int INVALID_TOKEN = 4500;
    static final int TOKEN_EXPIRED = 4005;
    static final int FORBIDDEN = 4507;
    static final int TOO_MANY_CONNECTIONS = 4504;
    static final int TOO_MANY_REQUESTS = 4013;

    static String token(String user, long seconds, Map<String, ?> more) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user);
        claims.setAudience("rooms");
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + seconds));
        more.forEach(claims::setClaim);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(SECRET.getBytes(UTF_8)));
        return signature.getCompactSerialization();
    }

    static String token(String user) throws Exception {
        return token(user, 600, Map.of());
    }

    static String welcome(RawClient client) throws Exception {
        client.sendText("{\"method\":\"$connect\",\"id\":1}");
        return client.read().text();
    }

    static HttpResponse<String> login(ServerProcess server, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("http", "/login/wechat"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return ServerProcess.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
