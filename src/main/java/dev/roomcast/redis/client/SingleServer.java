package dev.roomcast.redis.client;

/** A single server with all keys. Sentinels, if there are any, are asked repeatedly for its address. */
public final class SingleServer implements Topology {

    private final Connector connector;
    private final RedisLink link;

    public SingleServer(Connector connector, LinkListener listener) {
        this.connector = connector;
        this.link = new RedisLink(connector, connector::serverUrl, listener);
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
    public RedisLink of(int slot) {
        return link;
    }

    @Override
    public boolean isUp() {
        return link.isUp();
    }

    @Override
    public void topologySuspect(RedisLink of, Throwable cause) {
        of.disconnect(cause);
    }

    @Override
    public void check() {
        link.check();
        if (connector.settings().address().kind() == RedisAddress.Kind.SENTINEL && link.isUp()) {
            connector.serverUrl().onSuccess(found -> {
                if (!found.equals(link.url())) {
                    link.disconnect(new IllegalStateException("another server has taken its place"));
                }
            });
        }
    }
}
