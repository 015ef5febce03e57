/** Layer 4, WeChat's services: login and content checks. Independent of {@code socket} and {@code auth}. */
@NullMarked
package dev.roomcast.wechat;

import org.jspecify.annotations.NullMarked;
