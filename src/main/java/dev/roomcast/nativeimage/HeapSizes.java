package dev.roomcast.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.function.BooleanSupplier;

/**
 * In the executable: when the collector works out how large the heap may be. As it comes it does so after every
 * allocation that is a call, and with {@code -Os} that of every array is one. But since GraalVM for JDK 25 the size of
 * the memory is known before the first allocation, and an option that is set later says so by itself.
 */
@TargetClass(className = HeapSizes.KnownFromTheStart.ALLOCATION, onlyWith = HeapSizes.KnownFromTheStart.class)
final class HeapSizes {

    /** Nothing has changed. */
    @Substitute
    private static void runSlowPathHooks() {}

    /** Whether the builder is one of those that were looked at: others stay as they come. */
    static final class KnownFromTheStart implements BooleanSupplier {

        static final String ALLOCATION = "com.oracle.svm.core.genscavenge.ThreadLocalAllocation";

        @Override
        public boolean getAsBoolean() {
            try {
                Class.forName(ALLOCATION).getDeclaredMethod("runSlowPathHooks");
                return Runtime.version().feature() == 25;
            } catch (ReflectiveOperationException e) {
                return false;
            }
        }
    }
}
