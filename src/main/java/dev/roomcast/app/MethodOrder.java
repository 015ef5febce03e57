package dev.roomcast.app;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.hosted.Feature;

/**
 * For the builder of the executable: methods that run stand beside each other, in front of all that never do. As it
 * comes it sorts them by name; then what runs is spread over all of the code, and nearly every page of it is read.
 *
 * <p>Which ones they are says {@code hot-methods}, one name on a line, as {@code src/test/bench/hot-methods} writes it:
 * what ran in a start and under some load. A method that is missing there, or is there and no more, does no harm. The
 * builder has no public way in, so this one is only gone where it is known (GraalVM for JDK 25).
 */
public final class MethodOrder implements Feature {

    private static final String FEATURE = "com.oracle.svm.hosted.code.CodeLayoutOptimizationFeature";
    private static final String LAYOUTER = "com.oracle.svm.hosted.code.CodeSectionLayouter";
    private static final String METHOD = "com.oracle.svm.hosted.meta.HostedMethod";
    private static final String SINGLETONS = "com.oracle.svm.hosted.ImageSingletonsSupportImpl$HostedManagement";
    private static final String HOT = "/META-INF/native-image/dev.roomcast/hot-methods";

    @Override
    public String getDescription() {
        return "Methods that run stand together";
    }

    @Override
    public boolean isInConfiguration(IsInConfigurationAccess access) {
        return Runtime.version().feature() == 25 && access.findClassByName(LAYOUTER) != null;
    }

    /** The one whose layouter is replaced: it comes first. */
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
        try {
            replace(
                    access.findClassByName(LAYOUTER),
                    access.findClassByName(METHOD).getMethod("getUniqueShortName"));
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException("the builder orders methods in another way: leave MethodOrder out", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void replace(Class<T> layouter, Method name) throws ReflectiveOperationException, IOException {
        T byName = ImageSingletons.lookup(layouter);
        Set<String> hot = hot();
        Object hotFirst = Proxy.newProxyInstance(
                layouter.getClassLoader(),
                new Class<?>[] {layouter},
                (self, method, args) -> hotFirst((List<?>) method.invoke(byName, args), name, hot));
        Class<?> management = Class.forName(SINGLETONS);
        Field singletons = management.getDeclaredField("configObjects");
        singletons.setAccessible(true);
        ((Map<Object, Object>) singletons.get(management.getMethod("get").invoke(null))).put(layouter, hotFirst);
    }

    private static List<Object> hotFirst(List<?> methods, Method name, Set<String> hot)
            throws ReflectiveOperationException {
        List<Object> first = new ArrayList<>();
        List<Object> rest = new ArrayList<>();
        for (Object method : methods) {
            (hot.contains(nameOf((String) name.invoke(method))) ? first : rest).add(method);
        }
        System.out.println(
                "Roomcast: " + first.size() + " methods that run come first, before " + rest.size() + " others");
        first.addAll(rest);
        return first;
    }

    /** The name of a method, without the hash of its signature after the last {@code _}. */
    private static String nameOf(String unique) {
        int end = unique.lastIndexOf('_');
        return end < 0 ? unique : unique.substring(0, end);
    }

    private static Set<String> hot() throws IOException {
        try (InputStream names = MethodOrder.class.getResourceAsStream(HOT)) {
            return new HashSet<>(List.of(new String(names.readAllBytes(), StandardCharsets.UTF_8).split("\n")));
        }
    }
}
