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
 * A UTF-8 parser of Jackson that is reused for many texts, because creating one costs more than reading a short text,
 * and leaves some kilobytes of garbage. A parser caches field names, so it is discarded after a text that could fill
 * its cache.
 */
final class JsonReader extends UTF8StreamJsonParser {

    /**
     * The longest text after which a parser is reused; for a longer one its creation costs little, and its names may be
     * large.
     */
    private static final int SHORT_BYTES = 4096;

    private static final int MAX_NAMES = 256;
    private static final int NAMES = JsonFactory.Feature.CANONICALIZE_FIELD_NAMES.getMask()
            | JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW.getMask();

    private final JsonReadContext root = _parsingContext;
    private int length;

    /** @param bounds the bounds of a text */
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

    /** Begins a text, wherever the parser stopped in the previous one. */
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

    /** Returns the index in the array at which the current value begins. */
    int valueStart() {
        return (int) _tokenInputTotal - 1;
    }

    /** Returns the index of the next unread byte in the array. */
    int position() {
        return _inputPtr;
    }

    /** Releases nothing: the buffers are reused, or discarded together with the parser. */
    @Override
    public void close() {
        _closed = true;
    }

    /** Returns whether the parser may be reused: its text was short and is finished, and its cache is small. */
    boolean isReusable() {
        return _closed && length <= SHORT_BYTES && _symbols.size() <= MAX_NAMES;
    }
}
