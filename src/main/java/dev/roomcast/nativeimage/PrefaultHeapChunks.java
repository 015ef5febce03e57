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
 * In the executable: the collector's chunks get their memory at once when they are made, and not page by page as they
 * are written to.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
@TargetClass(value = HeapChunk.class, onlyWith = PrefaultHeapChunks.OnLinux.class)
final class PrefaultHeapChunks {

    /**
     * The end of a chunk is set when it is made, and again each time when it is used anew. Those for one large array stay
     * as they are.
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

    /** The function of the C library. A kernel before 5.14 does not know the advice: then it has no effect. */
    private static final class LibC {

        static final int MADV_POPULATE_WRITE = 23;

        @CFunction(value = "madvise", transition = CFunction.Transition.NO_TRANSITION)
        static native int madvise(PointerBase start, UnsignedWord bytes, int advice);
    }

    /** Linux, and a builder of those that were looked at. */
    static final class OnLinux implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return Runtime.version().feature() == 25
                    && System.getProperty("os.name").equals("Linux");
        }
    }
}
