/** WeChat's own services: who somebody is there, and whether a text may be shown. Beside {@code socket} and {@code auth}. */
package dev.roomcast.wechat;
