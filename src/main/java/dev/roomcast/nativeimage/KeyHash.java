package dev.roomcast.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.smallrye.config.PropertyName;

/**
 * In the executable: how the configuration's default values are found whose keys have stars. As it comes all these keys
 * have one hash, so that each of some 2600 questions at the start goes through all of them. A star stands for one
 * segment, so keys that are equal have the same separators, and those make the hash here. Only one at the very end may
 * stand for several; no key of a default value has one there.
 */
@TargetClass(PropertyName.class)
final class KeyHash {

    /** Of a key's separators that are not in quotes. */
    @Substitute
    static int hashCode(String key) {
        int hash = 0;
        boolean quoted = false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '.' || c == '[' || c == ']')) {
                hash = 31 * hash + c;
            }
        }
        return hash;
    }
}
