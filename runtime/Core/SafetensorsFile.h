//===- SafetensorsFile.h - An open checkpoint -------------------*- C -*-===//
//
// Internal to the runtime.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_SAFETENSORSFILE_H
#define LUGE_RUNTIME_CORE_SAFETENSORSFILE_H

#include "runtime/Core/Safetensors.h"

typedef struct luge_safetensors_file {
  int descriptor;
  int64_t header_end; // also where the data begins
  int64_t data_bytes;
} luge_safetensors_file;

/// Opens a regular file and checks its size against the header's length. On
/// failure nothing is left open.
luge_status luge_safetensors_open(const char *path, luge_safetensors_file *file,
                                  luge_detail *detail);

/// Visits the entries of the header.
luge_status luge_safetensors_visit(const luge_safetensors_file *file,
                                   const luge_safetensors_visitor *visitor, luge_detail *detail);

/// Reads the bytes of one tensor.
luge_status luge_safetensors_read(const luge_safetensors_file *file, int64_t begin, int64_t end,
                                  void *data, luge_detail *detail);

void luge_safetensors_close(luge_safetensors_file *file);

/// The format's name of a type, such as "F32".
const char *luge_safetensors_dtype_name(luge_dtype dtype);

#endif // LUGE_RUNTIME_CORE_SAFETENSORSFILE_H
