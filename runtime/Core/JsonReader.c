#define _GNU_SOURCE
#include "runtime/Core/JsonReader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void luge_json_open(luge_json_reader *reader, int descriptor, int64_t begin, int64_t end,
                    luge_detail *detail) {
  reader->descriptor = descriptor;
  reader->next = begin;
  reader->end = end;
  reader->cursor = reader->filled = 0;
  reader->status = LUGE_OK;
  reader->detail = detail;
}

bool luge_json_fail(luge_json_reader *reader, const char *reason) {
  if (reader->status == LUGE_OK) {
    reader->status = LUGE_ERROR_FORMAT;
    reader->detail->reason = reason;
    reader->detail->position = reader->next - reader->filled + reader->cursor;
  }
  return false;
}

static bool fillWindow(luge_json_reader *reader) {
  int64_t left = reader->end - reader->next;
  size_t wanted = left < (int64_t)sizeof reader->window ? (size_t)left : sizeof reader->window;
  ssize_t got;
  do
    got = pread(reader->descriptor, reader->window, wanted, reader->next);
  while (got < 0 && errno == EINTR);
  if (got <= 0) {
    reader->status = LUGE_ERROR_IO;
    reader->detail->reason = "reading the header";
    reader->detail->value = got < 0 ? errno : 0;
    return false;
  }
  reader->cursor = 0;
  reader->filled = (int)got;
  reader->next += got;
  return true;
}

int luge_json_peek(luge_json_reader *reader) {
  if (reader->status != LUGE_OK)
    return -1;
  if (reader->cursor == reader->filled && (reader->next == reader->end || !fillWindow(reader)))
    return -1;
  return reader->window[reader->cursor];
}

static int take(luge_json_reader *reader) {
  int byte = luge_json_peek(reader);
  reader->cursor += byte >= 0;
  return byte;
}

static void skipSpace(luge_json_reader *reader) {
  for (int byte = luge_json_peek(reader);
       byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; byte = luge_json_peek(reader))
    ++reader->cursor;
}

bool luge_json_accept(luge_json_reader *reader, char byte) {
  skipSpace(reader);
  if (luge_json_peek(reader) != byte)
    return false;
  ++reader->cursor;
  return true;
}

bool luge_json_expect(luge_json_reader *reader, char byte) {
  if (luge_json_accept(reader, byte))
    return true;
  switch (byte) {
  case '{':
    return luge_json_fail(reader, "expected '{'");
  case '}':
    return luge_json_fail(reader, "expected ',' or '}'");
  case '[':
    return luge_json_fail(reader, "expected '['");
  case ']':
    return luge_json_fail(reader, "expected ',' or ']'");
  case ':':
    return luge_json_fail(reader, "expected ':'");
  case ',':
    return luge_json_fail(reader, "expected ','");
  default:
    return luge_json_fail(reader, "expected a string");
  }
}

bool luge_json_expect_end(luge_json_reader *reader) {
  skipSpace(reader);
  if (luge_json_peek(reader) >= 0)
    return luge_json_fail(reader, "text after the header's final '}'");
  return reader->status == LUGE_OK;
}

// The text that luge_json_string decodes to.
typedef struct output {
  char *text;
  size_t length, bytes;
  bool fits;
} output;

static void append(output *out, int byte) {
  if (out->length + 1 < out->bytes)
    out->text[out->length++] = (char)byte;
  else
    out->fits = false;
}

static void appendCodePoint(output *out, uint32_t code) {
  if (code < 0x80) {
    append(out, (int)code);
    return;
  }
  if (code < 0x800) {
    append(out, (int)(0xC0 | code >> 6));
  } else {
    if (code < 0x10000) {
      append(out, (int)(0xE0 | code >> 12));
    } else {
      append(out, (int)(0xF0 | code >> 18));
      append(out, (int)(0x80 | (code >> 12 & 0x3F)));
    }
    append(out, (int)(0x80 | (code >> 6 & 0x3F)));
  }
  append(out, (int)(0x80 | (code & 0x3F)));
}

static bool readHex4(luge_json_reader *reader, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < 4; ++i) {
    int byte = take(reader);
    int digit = byte >= '0' && byte <= '9'   ? byte - '0'
                : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                             : -1;
    if (digit < 0)
      return luge_json_fail(reader, "invalid \\u escape in a string");
    *value = *value << 4 | (uint32_t)digit;
  }
  return true;
}

static bool readUnicodeEscape(luge_json_reader *reader, output *out) {
  uint32_t code, low;
  if (!readHex4(reader, &code))
    return false;
  if (code == 0)
    return luge_json_fail(reader, "NUL in a string");
  if (code >= 0xDC00 && code < 0xE000)
    return luge_json_fail(reader, "unpaired surrogate in a string");
  if (code >= 0xD800 && code < 0xDC00) {
    if (take(reader) != '\\' || take(reader) != 'u' || !readHex4(reader, &low) || low < 0xDC00 ||
        low >= 0xE000)
      return luge_json_fail(reader, "unpaired surrogate in a string");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  appendCodePoint(out, code);
  return true;
}

static bool readEscape(luge_json_reader *reader, output *out) {
  int byte = take(reader);
  switch (byte) {
  case '"':
  case '\\':
  case '/':
    append(out, byte);
    return true;
  case 'b':
    append(out, '\b');
    return true;
  case 'f':
    append(out, '\f');
    return true;
  case 'n':
    append(out, '\n');
    return true;
  case 'r':
    append(out, '\r');
    return true;
  case 't':
    append(out, '\t');
    return true;
  case 'u':
    return readUnicodeEscape(reader, out);
  default:
    return luge_json_fail(reader, "unknown escape in a string");
  }
}

// The rest of a UTF-8 sequence of two to four bytes (Unicode, table 3-7).
static bool readSequence(luge_json_reader *reader, int lead, output *out) {
  if (lead < 0xC2 || lead > 0xF4)
    return luge_json_fail(reader, "invalid UTF-8 in a string");
  int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  append(out, lead);
  for (int left = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1; left > 0; --left) {
    int byte = take(reader);
    if (byte < low || byte > high)
      return luge_json_fail(reader, "invalid UTF-8 in a string");
    append(out, byte);
    low = 0x80;
    high = 0xBF;
  }
  return true;
}

bool luge_json_string(luge_json_reader *reader, char *text, size_t bytes, bool *fits) {
  output out = {text, 0, bytes, true};
  if (!luge_json_expect(reader, '"'))
    return false;
  for (int byte = take(reader); byte != '"'; byte = take(reader)) {
    bool valid = byte < 0       ? luge_json_fail(reader, "unterminated string")
                 : byte < 0x20  ? luge_json_fail(reader, "control character in a string")
                 : byte == '\\' ? readEscape(reader, &out)
                 : byte < 0x80  ? (append(&out, byte), true)
                                : readSequence(reader, byte, &out);
    if (!valid)
      return false;
  }
  text[out.length] = 0;
  *fits = out.fits;
  return true;
}

bool luge_json_natural(luge_json_reader *reader, int64_t *value) {
  skipSpace(reader);
  int byte = luge_json_peek(reader);
  if (byte < '0' || byte > '9')
    return luge_json_fail(reader, "expected a natural number");
  bool leadingZero = byte == '0';
  *value = 0;
  for (int digits = 0; byte >= '0' && byte <= '9'; byte = luge_json_peek(reader), ++digits) {
    if (leadingZero && digits > 0)
      return luge_json_fail(reader, "leading zero in a number");
    if (*value > (INT64_MAX - (byte - '0')) / 10)
      return luge_json_fail(reader, "number is too large");
    *value = *value * 10 + (byte - '0');
    ++reader->cursor;
  }
  if (byte == '.' || byte == 'e' || byte == 'E')
    return luge_json_fail(reader, "expected a natural number");
  return true;
}
