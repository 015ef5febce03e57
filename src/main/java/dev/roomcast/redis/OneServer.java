package dev.roomcast.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** One server has everything. Where there are sentinels they are asked which one it is, again and again. */
final class OneServer implements Links {

    private final Dialer dialer;
    private final Link link;

    OneServer(Dialer dialer, Link.Listener listener) {
        this.dialer = dialer;
        this.link = new Link(dialer, this::url, listener);
    }

    private Future<String> url() {
        RedisAddress address = dialer.settings().address();
        if (address.kind() == RedisAddress.Kind.STANDALONE) {
            return Future.succeededFuture(address.urls().get(0));
        }
        Request question =
                Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(address.masterName());
        return dialer.ask(address.urls(), question, (answer, sentinel) -> {
            if (answer == null) {
                throw new IllegalStateException("the sentinels know no master of the name " + address.masterName());
            }
            String like = RedisAddress.isUrl(address.master())
                    ? address.master()
                    : address.urls().get(0);
            return RedisAddress.at(like, answer.get(0).toString(), answer.get(1).toInteger());
        });
    }

    @Override
    public void start() {
        link.start();
    }

    @Override
    public void stop() {
        link.stop();
    }

    @Override
    public Link of(int slot) {
        return link;
    }

    @Override
    public boolean isUp() {
        return link.isUp();
    }

    @Override
    public void astray(Link of, Throwable why) {
        of.leave(why);
    }

    @Override
    public void look() {
        link.look();
        if (dialer.settings().address().kind() == RedisAddress.Kind.SENTINEL && link.isUp()) {
            url().onSuccess(found -> {
                if (!found.equals(link.url())) {
                    link.leave(new IllegalStateException("another server has taken its place"));
                }
            });
        }
    }
}
