#include "runtime/Core/Status.h"

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
    return "batch is negative or above the compiled maximum";
  case LUGE_ERROR_VERSION:
    return "program and runtime were built for different ABI versions";
  case LUGE_ERROR_INDEX:
    return "class index out of range";
  case LUGE_ERROR_THREAD:
    return "thread could not be started";
  case LUGE_ERROR_IO:
    return "file could not be read or written";
  case LUGE_ERROR_FORMAT:
    return "checkpoint is malformed";
  case LUGE_ERROR_MISMATCH:
    return "checkpoint does not match the program";
  case LUGE_ERROR_OPTION:
    return "option value is out of range";
  case LUGE_ERROR_NAME:
    return "program has no function or tensor of this name";
  }
  return "unknown status";
}
