package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The mini program whose users log in here. */
@RegisterForReflection // as RoomcastConfig
public interface WechatConfig {

    /** Its appid; without it nobody logs in through WeChat. */
    Optional<String> appid();

    /** Its secret. */
    Optional<String> secret();

    /** Where WeChat's servers are. */
    @WithDefault("https://api.weixin.qq.com")
    String baseUrl();

    /** How long a token is good that is issued here. */
    @WithDefault("2h")
    Duration tokenLifetime();
}
