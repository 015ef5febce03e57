package dev.roomcast.app;

import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.dispatch.RuleCounters;
import dev.roomcast.rules.dispatch.RuleLog;
import dev.roomcast.rules.dispatch.RuleThreads;
import dev.roomcast.rules.dispatch.RulesRegistry;
import io.quarkus.arc.All;
import io.quarkus.arc.ClientProxy;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/** Finds the rules of the application among the beans. */
@Singleton
final class RulesWiring {

    private static final Logger LOG = Logger.getLogger("dev.roomcast.rules");

    @Produces
    @Singleton
    RuleCounters counters() {
        return new RuleCounters();
    }

    @Produces
    @Singleton
    RulesRegistry registry(
            @All List<InstanceHandle<RoomRules>> beans,
            RoomcastConfig config,
            CommandDecoder decoder,
            Clock clock,
            RuleCounters counters,
            @VirtualThreads ExecutorService virtual) {
        RuleThreads threads = new RuleThreads(
                task -> Infrastructure.getDefaultExecutor().execute(task),
                virtual,
                config.rules().threads());
        RulesRegistry registry = new RulesRegistry(
                threads,
                new RuleLog(counters, clock),
                decoder,
                config.rules().timeout().toMillis());
        try {
            if (config.rules().threads() < 1 || config.rules().timeout().toMillis() < 1) {
                throw new IllegalArgumentException(
                        "Configuration: roomcast.rules.timeout and roomcast.rules.threads are above 0.");
            }
            for (InstanceHandle<RoomRules> bean : beans) {
                add(registry, bean);
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
        return registry;
    }

    /** Registers the instance of a rule without the proxy of its scope, because rules are called on event loops. */
    private static void add(RulesRegistry registry, InstanceHandle<RoomRules> bean) {
        Class<?> type = bean.getBean().getBeanClass();
        Class<?> scope = bean.getBean().getScope();
        if (scope != ApplicationScoped.class && scope != Singleton.class) {
            throw new IllegalArgumentException(type.getName() + " implements RoomRules as a bean of @"
                    + scope.getSimpleName() + "; rules are @ApplicationScoped or @Singleton");
        }
        registry.add(ClientProxy.unwrap(bean.get()), type);
        LOG.infof("event=rule rule=%s rooms=%s", type.getName(), RulesRegistry.patterns(type));
    }
}
