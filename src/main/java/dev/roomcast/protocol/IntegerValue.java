package dev.roomcast.protocol;

/** Reads numbers with an integer value in any notation: {@code 7}, {@code 7.0}, {@code 70e-1}. */
public final class IntegerValue {

    /** The number of digits that always fit into a long. */
    private static final int LONG_DIGITS = 18;

    /** The exponent beyond which a value is zero, no integer, or too large for a long. */
    private static final int MAX_EXPONENT = 1_000_000;

    /** Stands for any larger value, far enough from {@link Long#MAX_VALUE} for sums. */
    public static final long MAX = 1_000_000_000_000_000_000L;

    private IntegerValue() {}

    /**
     * Reads a number in the notation of JSON. Its cost grows with the length of the text, not with the exponent.
     *
     * @return the value from 0; {@link #MAX} from {@code 10^18}; -1 for a negative number, for a number
     *     that is no integer, and for any other text
     */
    public static long of(String number) {
        int at = number.startsWith("-") ? 1 : 0;
        boolean negative = at == 1;
        StringBuilder digits = new StringBuilder(number.length());
        int whole = readDigits(number, at, digits);
        at += whole;
        int fraction = 0;
        if (at < number.length() && number.charAt(at) == '.') {
            fraction = readDigits(number, at + 1, digits);
            if (fraction == 0) {
                return -1;
            }
            at += 1 + fraction;
        }
        long exponent = 0;
        if (at < number.length() && (number.charAt(at) | 0x20) == 'e') {
            int sign = at + 1 < number.length() ? number.charAt(at + 1) : 0;
            int first = sign == '-' || sign == '+' ? at + 2 : at + 1;
            StringBuilder power = new StringBuilder();
            at = first + readDigits(number, first, power);
            if (at == first) {
                return -1;
            }
            exponent = sign == '-' ? -capped(power) : capped(power);
        }
        return whole == 0 || at != number.length() ? -1 : value(digits, negative, exponent - fraction);
    }

    /** Appends the digits from an index on. @return the number of digits */
    private static int readDigits(String text, int from, StringBuilder digits) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            digits.append(text.charAt(at++));
        }
        return at - from;
    }

    private static long capped(StringBuilder digits) {
        int from = firstNot0(digits);
        return digits.length() - from > 6
                ? MAX_EXPONENT
                : from == digits.length() ? 0 : Long.parseLong(digits, from, digits.length(), 10);
    }

    private static int firstNot0(CharSequence digits) {
        int from = 0;
        while (from < digits.length() && digits.charAt(from) == '0') {
            from++;
        }
        return from;
    }

    /** Returns the digits multiplied by a power of ten. */
    private static long value(StringBuilder digits, boolean negative, long power) {
        int from = firstNot0(digits);
        int end = digits.length();
        while (end > from && digits.charAt(end - 1) == '0') {
            end--;
        }
        if (from == end) {
            return 0;
        }
        long zeros = power + digits.length() - end;
        if (negative || zeros < 0) {
            return -1;
        }
        if (end - from + zeros > LONG_DIGITS) {
            return MAX;
        }
        long value = Long.parseLong(digits, from, end, 10);
        for (long i = 0; i < zeros; i++) {
            value *= 10;
        }
        return value;
    }
}
