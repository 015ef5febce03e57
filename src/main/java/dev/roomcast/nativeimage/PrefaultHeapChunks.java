package dev.roomcast.nativeimage;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.genscavenge.HeapChunk;
import com.oracle.svm.core.genscavenge.HeapParameters;
import java.util.function.BooleanSupplier;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/**
 * A substitution in the executable: the collector's chunks receive their memory at once when they are created, and not
 * page by page at the first writes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
@TargetClass(value = HeapChunk.class, onlyWith = PrefaultHeapChunks.OnLinux.class)
final class PrefaultHeapChunks {

    /**
     * Sets the end of a chunk, when it is created and each time it is reused. Chunks for a single large array remain
     * unchanged.
     */
    @Substitute
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    public static void setEndOffset(HeapChunk.Header<?> chunk, UnsignedWord end) {
        if (end.equal(HeapParameters.getAlignedHeapChunkSize())
                && chunk.getEndOffset().notEqual(end)) {
            LibC.madvise(chunk, end, LibC.MADV_POPULATE_WRITE);
        }
        chunk.setEndOffset(end);
    }

    /** The function of the C library. The advice has no effect before Linux 5.14. */
    private static final class LibC {

        static final int MADV_POPULATE_WRITE = 23;

        @CFunction(value = "madvise", transition = CFunction.Transition.NO_TRANSITION)
        static native int madvise(PointerBase start, UnsignedWord bytes, int advice);
    }

    /** Applies on Linux with a known version of the builder. */
    static final class OnLinux implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return Runtime.version().feature() == 25
                    && System.getProperty("os.name").equals("Linux");
        }
    }
}
