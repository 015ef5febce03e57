package dev.roomcast.nativeimage;

import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.RoomRules;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;

/**
 * Registers the elements that rules of the application need at run time, so that they need no configuration of their
 * own: the methods of the rules, their data types, and the records of their packages.
 */
public final class RulesRegistration implements Feature {

    /** The packages of rules. */
    private final Set<String> packages = new HashSet<>();
    /** Records without a known rule so far. */
    private final Set<Class<?>> records = new HashSet<>();

    private final Set<Class<?>> registered = new HashSet<>();

    @Override
    public String getDescription() {
        return "Registers rules of the application for reflection";
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        RuntimeReflection.register(RoomRules.class);
        RuntimeReflection.registerAllMethods(RoomRules.class);
        access.registerSubtypeReachabilityHandler((during, type) -> addRule(type), RoomRules.class);
        access.registerSubtypeReachabilityHandler((during, type) -> addRecord(type), Record.class);
    }

    private synchronized void addRule(Class<?> type) {
        if (type == RoomRules.class || !registered.add(type)) {
            return;
        }
        packages.add(type.getPackageName());
        RuntimeReflection.register(type);
        RuntimeReflection.registerAllMethods(type);
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            RuntimeReflection.register(each);
            RuntimeReflection.registerAllDeclaredMethods(each);
            for (Method method : each.getDeclaredMethods()) {
                if (method.isAnnotationPresent(OnMethod.class)) {
                    RuntimeReflection.register(method);
                    for (Type parameter : method.getGenericParameterTypes()) {
                        addData(parameter);
                    }
                }
            }
        }
        Set.copyOf(records).forEach(this::addRecord);
    }

    private synchronized void addRecord(Class<?> type) {
        boolean isOfRule = packages.stream()
                .anyMatch(each -> type.getPackageName().equals(each)
                        || type.getPackageName().startsWith(each + "."));
        if (isOfRule) {
            records.remove(type);
            addData(type);
        } else {
            records.add(type);
        }
    }

    /** Registers a type that is converted from or to JSON, and the types of its components. */
    private void addData(Type generic) {
        if (generic instanceof ParameterizedType parameterized) {
            addData(parameterized.getRawType());
            for (Type each : parameterized.getActualTypeArguments()) {
                addData(each);
            }
            return;
        }
        if (!(generic instanceof Class<?> type)) {
            return;
        }
        if (type.isArray()) {
            RuntimeReflection.register(type);
            addData(type.getComponentType());
            return;
        }
        boolean isOther = type.isPrimitive()
                || type.getName().startsWith("java.")
                || type.getName().startsWith("dev.roomcast.rules.")
                || type.getName().startsWith("com.fasterxml.jackson.");
        if (isOther || !registered.add(type)) {
            return;
        }
        RuntimeReflection.register(type);
        RuntimeReflection.register(type.getDeclaredConstructors());
        RuntimeReflection.register(type.getDeclaredMethods());
        RuntimeReflection.register(type.getDeclaredFields());
        RuntimeReflection.registerAllDeclaredConstructors(type);
        RuntimeReflection.registerAllDeclaredMethods(type);
        RuntimeReflection.registerAllDeclaredFields(type);
        if (type.isRecord()) {
            RuntimeReflection.registerAllRecordComponents(type);
            for (RecordComponent each : type.getRecordComponents()) {
                addData(each.getGenericType());
            }
        } else {
            for (var each : type.getDeclaredFields()) {
                addData(each.getGenericType());
            }
        }
    }
}
