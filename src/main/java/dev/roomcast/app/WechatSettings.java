package dev.roomcast.app;

import dev.roomcast.app.RoomcastConfig.ScreenConfig;
import dev.roomcast.app.RoomcastConfig.ScreenConfig.Mode;
import dev.roomcast.app.RoomcastConfig.ScreenConfig.Policy;
import dev.roomcast.app.RoomcastConfig.WechatConfig;
import dev.roomcast.hub.Screen;
import dev.roomcast.hub.WordScreen;
import dev.roomcast.room.Clock;
import dev.roomcast.wechat.WechatApi;
import dev.roomcast.wechat.WechatLogin;
import dev.roomcast.wechat.WechatScreen;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** WeChat's services and the look at what people write: the configuration, checked. */
final class WechatSettings {

    /** How long a call of WeChat's servers may take, in milliseconds. */
    private static final int TIMEOUT = 3_000;

    private final WechatConfig wechat;
    private final ScreenConfig screen;

    WechatSettings(WechatConfig wechat, ScreenConfig screen, AuthSettings auth) {
        this.wechat = wechat;
        this.screen = screen;
        Settings.require(
                wechat.appid().isPresent() == wechat.secret().isPresent(),
                "roomcast.wechat.appid and roomcast.wechat.secret come together");
        Settings.require(
                wechat.appid().isEmpty() || auth.issuer() != null || auth.header() != null,
                "roomcast.wechat.appid needs roomcast.auth.mode=jwt with roomcast.auth.secret, or mode=header");
        Settings.require(
                screen.mode() != Mode.WECHAT || wechat.appid().isPresent(),
                "roomcast.screen.mode=wechat needs roomcast.wechat.appid");
        Settings.require(
                wechat.baseUrl().matches("https?://[^/?#]+(/.*)?"),
                "roomcast.wechat.base-url is an address, for example https://api.weixin.qq.com");
        Settings.require(
                !wechat.tokenLifetime().minusSeconds(1).isNegative(), "roomcast.wechat.token-lifetime is at least 1s");
        Settings.require(screen.callsPerMinute() >= 0, "roomcast.screen.calls-per-minute is 0 or more");
    }

    Duration tokenLifetime() {
        return wechat.tokenLifetime();
    }

    /** Null where nobody logs in through WeChat. */
    WechatLogin login(Vertx vertx, Clock clock) {
        return wechat.appid()
                .map(appid -> new WechatLogin(api(vertx), appid, wechat.secret().orElseThrow(), clock::now))
                .orElse(null);
    }

    private WechatApi api(Vertx vertx) {
        return new WechatApi(vertx, wechat.baseUrl().replaceAll("/+$", ""), TIMEOUT);
    }

    Screen screen(Vertx vertx, Clock clock) {
        return switch (screen.mode()) {
            case NONE -> Screen.NONE;
            case WORDS -> new WordScreen(screen.methods(), words());
            case WECHAT ->
                new WechatScreen(
                        api(vertx),
                        wechat.appid().orElseThrow(),
                        wechat.secret().orElseThrow(),
                        new WechatScreen.Policy(
                                screen.methods(),
                                screen.review() == Policy.PASS,
                                screen.unchecked() == Policy.PASS,
                                screen.callsPerMinute()),
                        clock::now);
        };
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(screen.words().orElse(List.of()));
        if (screen.wordsFile().isPresent()) {
            try {
                words.addAll(Files.readAllLines(Path.of(screen.wordsFile().get())));
            } catch (IOException e) {
                throw new IllegalArgumentException("Configuration: roomcast.screen.words-file cannot be read: " + e, e);
            }
        }
        Settings.require(
                words.stream().anyMatch(word -> !word.isBlank()),
                "roomcast.screen.mode=words needs roomcast.screen.words or roomcast.screen.words-file");
        return words;
    }
}
