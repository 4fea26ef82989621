//===- JsonReader.h - JSON through a window of fixed size -------*- C -*-===//
//
// A pull reader for the little JSON that checkpoints hold: objects, strings and
// natural numbers. Internal to the runtime. After the first error every function
// returns false, and `status` and `detail` keep that error.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_JSONREADER_H
#define LUGE_RUNTIME_CORE_JSONREADER_H

#include "runtime/Core/Status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct luge_json_reader {
  int descriptor;
  int64_t next; // offset in the file of the byte after the window
  int64_t end;  // offset of the byte after the text
  int cursor, filled;
  luge_status status;
  luge_detail *detail;
  unsigned char window[4096];
} luge_json_reader;

/// Reads [begin, end) of the file.
void luge_json_open(luge_json_reader *reader, int descriptor, int64_t begin, int64_t end,
                    luge_detail *detail);

/// Records "malformed, because of `reason`, here"; returns false.
bool luge_json_fail(luge_json_reader *reader, const char *reason);

/// The next byte, unconsumed, spaces included; -1 at the end or after an error.
int luge_json_peek(luge_json_reader *reader);

/// Consumes `byte` after any white space; it is an error if something else follows.
bool luge_json_expect(luge_json_reader *reader, char byte);

/// Consumes `byte` after any white space if it follows.
bool luge_json_accept(luge_json_reader *reader, char byte);

/// Checks that only white space is left.
bool luge_json_expect_end(luge_json_reader *reader);

/// Decodes a string to UTF-8 with a final NUL. One that does not fit is read and
/// checked to its end, and `*fits` set to false.
bool luge_json_string(luge_json_reader *reader, char *text, size_t bytes, bool *fits);

/// Reads an integer in [0, 2^63).
bool luge_json_natural(luge_json_reader *reader, int64_t *value);

#endif // LUGE_RUNTIME_CORE_JSONREADER_H
