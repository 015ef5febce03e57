package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The mini program whose users log in on this server. */
@RegisterForReflection // as RoomcastConfig
public interface WechatConfig {

    /** The appid of the mini program; without it, logins through WeChat are disabled. */
    Optional<String> appid();

    /** The secret of the mini program. */
    Optional<String> secret();

    /** The URL of WeChat's servers. */
    @WithDefault("https://api.weixin.qq.com")
    String baseUrl();

    /** The lifetime of issued tokens. */
    @WithDefault("2h")
    Duration tokenLifetime();
}
