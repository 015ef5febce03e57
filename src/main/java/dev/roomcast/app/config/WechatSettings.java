package dev.roomcast.app.config;

import dev.roomcast.app.config.ModerationConfig.Mode;
import dev.roomcast.app.config.ModerationConfig.Policy;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.Moderator;
import dev.roomcast.hub.WordListModerator;
import dev.roomcast.wechat.WechatApi;
import dev.roomcast.wechat.WechatLogin;
import dev.roomcast.wechat.WechatModerator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The validated configuration of WeChat's login and moderation, and the objects created from it. */
public final class WechatSettings {

    /** The timeout of a call to WeChat's servers, in milliseconds. */
    private static final int TIMEOUT = 3_000;

    private final WechatConfig wechat;
    private final ModerationConfig moderation;

    public WechatSettings(WechatConfig wechat, ModerationConfig moderation, AuthSettings auth) {
        this.wechat = wechat;
        this.moderation = moderation;
        CoreSettings.require(
                wechat.appid().isPresent() == wechat.secret().isPresent(),
                "roomcast.wechat.appid and roomcast.wechat.secret come together");
        CoreSettings.require(
                wechat.appid().isEmpty() || auth.issuer() != null || auth.header() != null,
                "roomcast.wechat.appid needs roomcast.auth.mode=jwt with roomcast.auth.secret, or mode=header");
        CoreSettings.require(
                moderation.mode() != Mode.WECHAT || wechat.appid().isPresent(),
                "roomcast.moderation.mode=wechat needs roomcast.wechat.appid");
        CoreSettings.require(
                moderation.mode() == Mode.WORDS
                        || moderation.words().isEmpty()
                                && moderation.wordsFile().isEmpty(),
                "roomcast.moderation.words and roomcast.moderation.words-file have no meaning unless"
                        + " roomcast.moderation.mode=words");
        CoreSettings.requireModerated("roomcast.moderation.methods", moderation.methods());
        CoreSettings.require(
                wechat.baseUrl().matches("https?://[^/?#]+(/.*)?"),
                "roomcast.wechat.base-url is an address, for example https://api.weixin.qq.com");
        CoreSettings.require(
                !wechat.tokenLifetime().minusSeconds(1).isNegative(), "roomcast.wechat.token-lifetime is at least 1s");
        CoreSettings.require(moderation.callsPerMinute() >= 0, "roomcast.moderation.calls-per-minute is 0 or more");
    }

    public Duration tokenLifetime() {
        return wechat.tokenLifetime();
    }

    /** Returns the login through WeChat; null: not configured. */
    public WechatLogin login(Vertx vertx, Clock clock) {
        return wechat.appid()
                .map(appid -> new WechatLogin(api(vertx), appid, wechat.secret().orElseThrow(), clock::monotonicMillis))
                .orElse(null);
    }

    private WechatApi api(Vertx vertx) {
        return new WechatApi(vertx, wechat.baseUrl().replaceAll("/+$", ""), TIMEOUT);
    }

    public Moderator moderator(Vertx vertx, Clock clock) {
        return switch (moderation.mode()) {
            case NONE -> Moderator.NONE;
            case WORDS -> wordList(vertx, clock);
            case WECHAT ->
                new WechatModerator(
                        api(vertx),
                        wechat.appid().orElseThrow(),
                        wechat.secret().orElseThrow(),
                        new WechatModerator.Policy(
                                moderation.methods(),
                                moderation.review() == Policy.PASS,
                                moderation.unchecked() == Policy.PASS,
                                moderation.callsPerMinute()),
                        clock::monotonicMillis);
        };
    }

    private Moderator wordList(Vertx vertx, Clock clock) {
        List<String> words = new ArrayList<>(moderation.words().orElse(List.of()));
        if (moderation.wordsFile().isEmpty()) {
            requireWords(words);
            return new WordListModerator(moderation.methods(), words);
        }
        try {
            WordsFile file = new WordsFile(Path.of(moderation.wordsFile().get()), words);
            requireWords(file.read());
            WordListModerator moderator = new WordListModerator(moderation.methods(), file.read());
            file.watch(vertx, clock, moderator::replace);
            return moderator;
        } catch (IOException e) {
            throw new IllegalArgumentException("Configuration: roomcast.moderation.words-file cannot be read: " + e, e);
        }
    }

    private static void requireWords(List<String> words) {
        CoreSettings.require(
                words.stream().anyMatch(word -> !word.isBlank()),
                "roomcast.moderation.mode=words needs roomcast.moderation.words or roomcast.moderation.words-file");
    }
}
