package dev.roomcast.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.hosted.Feature;

/**
 * Places methods and objects that are used together side by side in the executable. Methods that run come first.
 * Objects of one size are sorted by class, with the classes of methods that run first. Unused pages then stay on disk.
 *
 * <p>{@code src/main/native/hot-methods} lists the methods, one name on each line. {@code src/test/bench/hot-methods}
 * records them during a start and under load. A missing or outdated name does no harm.
 *
 * <p>The builder has no public API for this purpose. The class uses reflection, for GraalVM for JDK 25 only. With
 * another builder the executable works, needs about 10 MB more at rest, and the build prints one WARN.
 */
public final class HotFirstLayout implements Feature {

    /**
     * The resource with {@code src/main/native/hot-methods}; the Maven profile {@code native} adds it, other builds
     * omit it.
     */
    private static final String HOT = "/META-INF/native-image/dev.roomcast/hot-methods";

    private static final String SVM = "com.oracle.svm.";
    private static final String FEATURE = SVM + "hosted.code.CodeLayoutOptimizationFeature";
    private static final String CODE = SVM + "hosted.code.CodeSectionLayouter";
    private static final String HEAP = SVM + "core.image.ImageHeapLayouter";

    private final Set<String> hotMethods = new HashSet<>();
    private final Set<String> hotClasses = new HashSet<>();
    private boolean warned;

    @Override
    public String getDescription() {
        return "Places methods and objects that are used side by side";
    }

    @Override
    public boolean isInConfiguration(IsInConfigurationAccess access) {
        boolean known = Runtime.version().feature() == 25
                && access.findClassByName(CODE) != null
                && access.findClassByName(HEAP) != null;
        if (!known) {
            warn("only GraalVM for JDK 25 is known, this is " + Runtime.version());
        }
        return known;
    }

    /** Requires the feature whose order of methods this class replaces to run first. */
    @Override
    public List<Class<? extends Feature>> getRequiredFeatures() {
        try {
            return List.of(Class.forName(FEATURE).asSubclass(Feature.class));
        } catch (ClassNotFoundException e) {
            return List.of();
        }
    }

    @Override
    public void beforeCompilation(BeforeCompilationAccess access) {
        try (InputStream names = HotFirstLayout.class.getResourceAsStream(HOT)) {
            if (names == null) {
                warn("src/main/native/hot-methods is not on the class path, build with -Dnative");
                return;
            }
            for (String name : new String(names.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                hotMethods.add(name);
                hotClasses.add(name.substring(0, (name + "_").indexOf('_', 1)));
            }
            Class<?> code = access.findClassByName(CODE);
            Method name =
                    access.findClassByName(SVM + "hosted.meta.HostedMethod").getMethod("getUniqueShortName");
            Object byName = ImageSingletons.lookup(code);
            singletons()
                    .put(
                            code,
                            proxy(code, (self, method, args) -> hotFirst((List<?>) method.invoke(byName, args), name)));
        } catch (ReflectiveOperationException | RuntimeException | IOException e) {
            warn(e.toString());
        }
    }

    /** Returns the builder's singletons for modification: no public API replaces one that a feature has added. */
    @SuppressWarnings("unchecked")
    private static Map<Object, Object> singletons() throws ReflectiveOperationException {
        Class<?> management = Class.forName(SVM + "hosted.ImageSingletonsSupportImpl$HostedManagement");
        return (Map<Object, Object>) read(management.getMethod("get").invoke(null), "configObjects");
    }

    private List<Object> hotFirst(List<?> methods, Method name) throws ReflectiveOperationException {
        List<Object> first = new ArrayList<>();
        List<Object> rest = new ArrayList<>();
        for (Object method : methods) {
            String unique = (String) name.invoke(method); // ends in _ and a hash of the signature
            (hotMethods.contains(unique.substring(0, Math.max(0, unique.lastIndexOf('_')))) ? first : rest).add(method);
        }
        System.out.println("Roomcast: placed " + first.size() + " hot methods in front of " + rest.size() + " others");
        first.addAll(rest);
        return first;
    }

    @Override
    public void afterCompilation(AfterCompilationAccess access) {
        try {
            Object heap = access.getClass().getMethod("getHeap").invoke(access);
            Field field = field(heap.getClass(), "heapLayouter");
            Object bySize = field.get(heap);
            field.set(heap, proxy(access.findClassByName(HEAP), (self, method, args) -> {
                if (method.getName().equals("layout")) {
                    sort(bySize);
                }
                return method.invoke(bySize, args);
            }));
        } catch (ReflectiveOperationException | RuntimeException e) {
            warn(e.toString());
        }
    }

    private void sort(Object layouter) {
        try {
            sort((Object[]) layouter.getClass().getMethod("getPartitions").invoke(layouter));
        } catch (ReflectiveOperationException | RuntimeException e) {
            warn(e.toString());
        }
    }

    @SuppressWarnings("unchecked")
    private void sort(Object[] partitions) throws ReflectiveOperationException {
        List<List<Object>> parts = new ArrayList<>();
        for (Object partition : partitions) {
            parts.add((List<Object>) read(partition, "objects"));
        }
        Method object = Class.forName(SVM + "core.image.ImageHeapObject").getMethod("getObject");
        Method type = Class.forName(SVM + "core.image.ImageHeapObject").getMethod("getObjectClass");
        Map<Object, String> owners = owners(parts, object);
        Map<Object, String> keys = new IdentityHashMap<>();
        for (List<Object> part : parts) {
            for (Object info : part) {
                String owner = owners.get(object.invoke(info));
                keys.put(info, owner != null ? owner : ((Class<?>) type.invoke(info)).getName());
            }
            part.sort(Comparator.comparing(keys::get));
        }
    }

    /** Maps objects that describe a class (its hub, companion, metadata) to a sort key with the name of that class. */
    private Map<Object, String> owners(List<List<Object>> parts, Method object) throws ReflectiveOperationException {
        Class<?> hub = Class.forName(SVM + "core.hub.DynamicHub");
        Map<Object, String> owners = new IdentityHashMap<>();
        for (List<Object> part : parts) {
            for (Object info : part) {
                Object candidate = object.invoke(info);
                if (hub.isInstance(candidate)) {
                    String name = (String) hub.getMethod("getName").invoke(candidate);
                    Object companion = hub.getMethod("getCompanion").invoke(candidate);
                    boolean hot = hotClasses.contains(name.substring(name.lastIndexOf('.') + 1));
                    String key = (hot ? " 1 " : " 2 ") + name; // before the names of all types
                    owners.put(candidate, key);
                    owners.put(companion, key);
                    owners.put(read(companion, "reflectionMetadata"), key);
                    owners.put(read(companion, "hubMetadata"), key);
                }
            }
        }
        owners.remove(null);
        return owners;
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object read(Object object, String field) throws ReflectiveOperationException {
        return field(object.getClass(), field).get(object);
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Prints one WARN, even after several failures. */
    private void warn(String cause) {
        if (!warned) {
            warned = true;
            System.err.println("WARN Roomcast: the layout of the executable is NOT optimized, it needs about 10 MB more"
                    + " at rest: " + cause + ". See src/main/java/dev/roomcast/nativeimage/package-info.java");
        }
    }
}
