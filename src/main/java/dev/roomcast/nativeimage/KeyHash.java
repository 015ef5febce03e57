package dev.roomcast.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.smallrye.config.PropertyName;

/**
 * A substitution in the executable: the hash of configuration keys with stars, by which default values are found. The
 * original hash is the same for all these keys, so that each of some 2600 lookups at the start compares all of them. A
 * star stands for one segment, so equal keys have the same separators, from which this hash is computed. Only a star at
 * the end may stand for several segments; no key of a default value has one there.
 */
@TargetClass(PropertyName.class)
final class KeyHash {

    /** Returns a hash of the separators outside quotes. */
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
