//===- Safetensors.h - Reading and writing checkpoints ----------*- C -*-===//
//
// The safetensors format: the header's length (8 bytes, little-endian), a JSON
// header, the tensors' bytes. Files are untrusted: whatever they hold, the reader
// returns a status. It reads the header through a window of fixed size, and
// neither side allocates memory.
//
// What the reader demands, beyond well-formed JSON: a header of at most 100 MB
// that begins with '{'; no tensor, field or `__metadata__` twice; shapes whose byte
// count does not overflow and equals the tensor's range; ranges that tile the rest
// of the file without overlap or hole; metadata that maps strings to strings; names
// and metadata keys below LUGE_SAFETENSORS_NAME_BYTES, and at most
// LUGE_SAFETENSORS_RANK extents.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_SAFETENSORS_H
#define LUGE_RUNTIME_CORE_SAFETENSORS_H

#include "runtime/Core/Program.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Limits of the reader, NUL included where it applies.
#define LUGE_SAFETENSORS_HEADER_BYTES 100000000
#define LUGE_SAFETENSORS_NAME_BYTES 1024
#define LUGE_SAFETENSORS_VALUE_BYTES 4096
#define LUGE_SAFETENSORS_RANK 32

/// One pair of the file's `__metadata__`.
typedef struct luge_metadata {
  const char *key;
  const char *value;
} luge_metadata;

/// A tensor in memory, to be saved from or loaded into.
typedef struct luge_stored_tensor {
  const char *name;
  luge_dtype dtype;
  int32_t rank;
  const int64_t *extents;
  void *data;
} luge_stored_tensor;

/// Writes a checkpoint, atomically: into a temporary file beside `path`, synced,
/// renamed over it, and the folder synced. Whatever fails, the old file stays.
/// Errors: NULL, OPTION (a name or key that is too long), IO (detail: errno).
luge_status luge_safetensors_save(const char *path, const luge_stored_tensor *tensors,
                                  int32_t tensor_count, const luge_metadata *metadata,
                                  int32_t metadata_count, luge_detail *detail);

/// Where a tensor lies in a file; memory for luge_safetensors_load.
typedef struct luge_byte_range {
  int64_t begin, end; ///< from the start of the data
  int32_t tensor;
} luge_byte_range;

/// Reads a checkpoint that holds exactly these tensors, in any order. Nothing is
/// written to them before the whole file is found valid and readable; it must not
/// be changed meanwhile, other than by replacing it. Booleans are read as
/// 0 and not 0. `ranges` is memory for `tensor_count` entries.
/// Errors: NULL, IO, FORMAT, MISMATCH (detail: the tensor and what was found).
luge_status luge_safetensors_load(const char *path, const luge_stored_tensor *tensors,
                                  int32_t tensor_count, luge_byte_range *ranges,
                                  luge_detail *detail);

/// Copies the metadata value of `key` to `value`. The whole header is checked.
/// Errors: NULL, IO, FORMAT, NAME (no such key), SIZE (the value is longer).
luge_status luge_safetensors_find_metadata(const char *path, const char *key, char *value,
                                           size_t bytes, luge_detail *detail);

/// A tensor as a file's header describes it; valid during the visit.
typedef struct luge_described_tensor {
  const char *name;
  const char *dtype; ///< as in the file, such as "F32" or "BF16"
  int32_t rank;
  const int64_t *extents;
  int64_t begin, end; ///< bytes, from the start of the data
} luge_described_tensor;

/// Called for the header's entries in their order; NULL members are skipped. A
/// visit that does not return LUGE_OK ends the scan with that status. Pairs with
/// a value of LUGE_SAFETENSORS_VALUE_BYTES or more are checked, not visited.
typedef struct luge_safetensors_visitor {
  void *context;
  luge_status (*tensor)(void *context, const luge_described_tensor *tensor, luge_detail *detail);
  luge_status (*metadata)(void *context, const luge_metadata *pair, luge_detail *detail);
} luge_safetensors_visitor;

/// Reads a file's header. That names differ and ranges tile the file is the
/// visitor's to check: it takes memory for all of them.
/// Errors: NULL, IO, FORMAT, and the visitor's.
luge_status luge_safetensors_scan(const char *path, const luge_safetensors_visitor *visitor,
                                  luge_detail *detail);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_SAFETENSORS_H
