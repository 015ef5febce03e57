package dev.roomcast.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.function.BooleanSupplier;

/**
 * A substitution in the executable: skips a computation of the maximum heap size. GraalVM repeats it after every
 * allocation that is a call; with {@code -Os}, every allocation of an array is one. Since GraalVM for JDK 25, the
 * memory size is known before the first allocation, and a later change of an option triggers the computation itself.
 */
@TargetClass(className = HeapSizes.KnownFromTheStart.ALLOCATION, onlyWith = HeapSizes.KnownFromTheStart.class)
final class HeapSizes {

    /** Does nothing: the memory size has not changed. */
    @Substitute
    private static void runSlowPathHooks() {}

    /** Whether the builder is a known version; with any other one the substitution is not applied. */
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
