package dev.roomcast.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.runtime.configuration.NameIterator;
import io.quarkus.runtime.configuration.PropertiesUtil;
import io.smallrye.config.PropertyName;

/**
 * A substitution in the executable: the search for unknown configuration keys at the start of Quarkus. The original
 * compares some 500 keys, segment by segment, with each name, and searches for the end of the segment each time. Here
 * the first character decides in nearly all cases. The results are the same.
 */
@TargetClass(PropertiesUtil.class)
final class KeyComparison {

    /** Returns whether the next segment of a key matches. A name in quotes, and a star, match anything. */
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
