#include "runtime/Core/Status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *luge_status_string(luge_status status) {
  switch (status) {
  case LUGE_OK:
    return "ok";
  case LUGE_ERROR_NULL:
    return "required pointer is NULL";
  case LUGE_ERROR_ALIGNMENT:
    return "memory is not aligned as required";
  case LUGE_ERROR_SIZE:
    return "memory is smaller than required";
  case LUGE_ERROR_BATCH:
    return "batch is out of range";
  case LUGE_ERROR_VERSION:
    return "program and runtime have different ABI versions";
  case LUGE_ERROR_INDEX:
    return "value out of range";
  case LUGE_ERROR_THREAD:
    return "thread could not be started";
  case LUGE_ERROR_IO:
    return "file could not be read or written";
  case LUGE_ERROR_FORMAT:
    return "checkpoint is malformed";
  case LUGE_ERROR_MISMATCH:
    return "checkpoint does not match the program";
  case LUGE_ERROR_OPTION:
    return "option is out of range";
  case LUGE_ERROR_NAME:
    return "name is unknown";
  case LUGE_ERROR_CHECK:
    return "check failed";
  }
  return "unknown status";
}

void luge_describe(luge_status status, const luge_detail *detail, char *line, size_t bytes) {
  const char *phrase = luge_status_string(status);
  if (!detail) {
    snprintf(line, bytes, "%s", phrase);
    return;
  }
  switch (status) {
  case LUGE_ERROR_BATCH:
    snprintf(line, bytes, "%s: got %" PRId64 ", expected 0 to %" PRId64, phrase, detail->value,
             detail->limit);
    return;
  case LUGE_ERROR_VERSION:
    snprintf(line, bytes, "%s: %" PRId64 " and %" PRId64, phrase, detail->value, detail->limit);
    return;
  case LUGE_ERROR_INDEX:
    snprintf(line, bytes, "%s: '%s'[%" PRId64 "] is %" PRId64 ", expected 0 to %" PRId64, phrase,
             detail->tensor ? detail->tensor : "", detail->position, detail->value,
             detail->limit - 1);
    return;
  case LUGE_ERROR_IO:
    snprintf(line, bytes, "%s: %s: %s", phrase, detail->reason ? detail->reason : "",
             detail->value ? strerror((int)detail->value) : "unexpected end");
    return;
  case LUGE_ERROR_FORMAT:
    snprintf(line, bytes, "%s: %s at byte %" PRId64, phrase, detail->reason ? detail->reason : "",
             detail->position);
    return;
  case LUGE_ERROR_CHECK:
    snprintf(line, bytes, "%s: expected that %s, got %s", phrase,
             detail->tensor ? detail->tensor : "", detail->found);
    return;
  default:
    break;
  }
  int length = snprintf(line, bytes, "%s", phrase);
  if (detail->tensor && length >= 0 && (size_t)length < bytes)
    length += snprintf(line + length, bytes - (size_t)length, ": '%s'", detail->tensor);
  if (detail->reason && length >= 0 && (size_t)length < bytes)
    length += snprintf(line + length, bytes - (size_t)length, ": %s", detail->reason);
  if (detail->found[0] && length >= 0 && (size_t)length < bytes)
    snprintf(line + length, bytes - (size_t)length, ", found '%s'", detail->found);
}
