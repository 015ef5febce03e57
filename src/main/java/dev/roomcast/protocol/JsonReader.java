package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.JsonReadContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.util.BufferRecycler;

/**
 * Jackson's parser of UTF-8, for one text after another: making one costs more than reading a short text, and leaves
 * some kilobytes behind. It remembers the names of fields, so it is not for another text after one that could fill its
 * memory.
 */
final class JsonReader extends UTF8StreamJsonParser {

    /** Of a longer text the making of a parser is a small part, and its names may be large. */
    private static final int SHORT_BYTES = 4096;

    private static final int MAX_NAMES = 256;
    private static final int NAMES = JsonFactory.Feature.CANONICALIZE_FIELD_NAMES.getMask()
            | JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW.getMask();

    private final JsonReadContext root = _parsingContext;
    private int length;

    /** @param bounds of a text */
    JsonReader(StreamReadConstraints bounds) {
        super(
                new IOContext(bounds, new BufferRecycler(), ContentReference.unknown(), false),
                JsonParser.Feature.collectDefaults(),
                null,
                null,
                ByteQuadsCanonicalizer.createRoot().makeChild(NAMES),
                new byte[0],
                0,
                0,
                0,
                false);
    }

    /** Goes to the begin of a text, wherever it stopped in the one before. */
    JsonReader begin(byte[] bytes, int from, int length) {
        _inputBuffer = bytes;
        _inputPtr = from;
        _inputEnd = from + length;
        _currInputRow = 1;
        _currInputRowStart = from;
        _parsingContext = root;
        _currToken = null;
        _tokenIncomplete = false;
        _closed = false;
        this.length = length;
        return this;
    }

    /** Where the value at which it is begins: an index into the array. */
    int valueStart() {
        return (int) _tokenInputTotal - 1;
    }

    /** Returns the index of the next unread byte in the array. */
    int position() {
        return _inputPtr;
    }

    /** Nothing is given back: all of it is used again, or forgotten as a whole. */
    @Override
    public void close() {
        _closed = true;
    }

    /** Whether it may be used for another text: this one was short and is done with, and it does not remember too much. */
    boolean isReusable() {
        return _closed && length <= SHORT_BYTES && _symbols.size() <= MAX_NAMES;
    }
}
