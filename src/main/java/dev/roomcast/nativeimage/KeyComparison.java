package dev.roomcast.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.runtime.configuration.NameIterator;
import io.quarkus.runtime.configuration.PropertiesUtil;
import io.smallrye.config.PropertyName;

/**
 * In the executable: how Quarkus, when it starts, finds keys of the configuration that it does not know. It compares
 * some 500 keys, segment by segment, with one name after another, and looks for the segment's end each time. Here the
 * first character decides nearly always. The answers are the same.
 */
@TargetClass(PropertiesUtil.class)
final class KeyComparison {

    /** Whether the next segment of a key is what is expected. A name in quotes, and a star, may stand for anything. */
    @Substitute
    public static boolean isMapped(NameIterator key, String expected) {
        String name = key.getName();
        int begin = key.getPosition() + 1;
        if (begin < name.length() && !expected.isEmpty()) {
            char first = name.charAt(begin);
            char other = expected.charAt(0);
            if (first != other && first != '"' && first != '*' && other != '*') {
                return false;
            }
        }
        int end = key.getNextEnd();
        int length = end == 0 ? name.length() : end - begin;
        return PropertyName.equals(name, begin, length, expected, 0, expected.length());
    }
}
