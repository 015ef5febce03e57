package dev.roomcast.app;

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
 * For the builder of the executable: what is used stands together. Methods that run come first, and not all by name;
 * objects of one size stand by class, what belongs to classes that run first, and not by chance.
 *
 * <p>Which methods they are says {@code hot-methods}, one name on a line, as {@code src/test/bench/hot-methods} writes it:
 * what ran in a start and under some load. A method that is missing there, or is there and no more, does no harm. The
 * builder has no public way in, so this one is only gone where it is known (GraalVM for JDK 25).
 */
public final class ImageOrder implements Feature {

    private static final String HOT = "/META-INF/native-image/dev.roomcast/hot-methods";
    private static final String SVM = "com.oracle.svm.";
    private static final String FEATURE = SVM + "hosted.code.CodeLayoutOptimizationFeature";
    private static final String CODE = SVM + "hosted.code.CodeSectionLayouter";
    private static final String HEAP = SVM + "core.image.ImageHeapLayouter";

    private final Set<String> hotMethods = new HashSet<>();
    private final Set<String> hotClasses = new HashSet<>();

    @Override
    public String getDescription() {
        return "What is used stands together";
    }

    @Override
    public boolean isInConfiguration(IsInConfigurationAccess access) {
        return Runtime.version().feature() == 25
                && access.findClassByName(CODE) != null
                && access.findClassByName(HEAP) != null;
    }

    /** The one whose order of methods is replaced: it comes first. */
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
        try (InputStream names = ImageOrder.class.getResourceAsStream(HOT)) {
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
            leave("methods", e);
        }
    }

    /** There is no public way to replace what a feature has added. */
    @SuppressWarnings("unchecked")
    private static Map<Object, Object> singletons() throws ReflectiveOperationException {
        Class<?> management = Class.forName(SVM + "hosted.ImageSingletonsSupportImpl$HostedManagement");
        return (Map<Object, Object>) read(management.getMethod("get").invoke(null), "configObjects");
    }

    private List<Object> hotFirst(List<?> methods, Method name) throws ReflectiveOperationException {
        List<Object> first = new ArrayList<>();
        List<Object> rest = new ArrayList<>();
        for (Object method : methods) {
            String unique = (String) name.invoke(method); // a hash of its signature comes after the last _
            (hotMethods.contains(unique.substring(0, Math.max(0, unique.lastIndexOf('_')))) ? first : rest).add(method);
        }
        System.out.println(
                "Roomcast: " + first.size() + " methods that run come first, before " + rest.size() + " others");
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
            leave("objects", e);
        }
    }

    private void sort(Object layouter) {
        try {
            sort((Object[]) layouter.getClass().getMethod("getPartitions").invoke(layouter));
        } catch (ReflectiveOperationException | RuntimeException e) {
            leave("objects", e);
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

    /** What belongs to a class: the class itself, and what is told of it. */
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

    private static void leave(String what, Exception e) {
        System.out.println("Roomcast: this builder is not known, its " + what + " stay where they are: " + e);
    }
}
