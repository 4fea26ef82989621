//===- Status.h - What a runtime call returns -------------------*- C -*-===//
//
// Every fallible function of the runtime returns a status; none aborts, and
// none throws. A detail, where one is taken, says where and what was wrong.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_STATUS_H
#define LUGE_RUNTIME_CORE_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The outcome of a call. Values are ABI: new ones are appended.
typedef enum luge_status {
  LUGE_OK = 0,
  LUGE_ERROR_NULL,      ///< a required pointer is NULL
  LUGE_ERROR_ALIGNMENT, ///< memory is not aligned as required
  LUGE_ERROR_SIZE,      ///< memory is smaller than required
  LUGE_ERROR_BATCH,     ///< the batch is negative or above the compiled maximum
  LUGE_ERROR_VERSION,   ///< program and runtime were built for different ABIs
  LUGE_ERROR_INDEX,     ///< a class, or the length of a sequence, is outside its range
  LUGE_ERROR_THREAD,    ///< a thread could not be started
  LUGE_ERROR_IO,        ///< a file could not be opened, read, written or renamed
  LUGE_ERROR_FORMAT,    ///< a checkpoint is malformed
  LUGE_ERROR_MISMATCH,  ///< a checkpoint's names, types or shapes are not the program's
  LUGE_ERROR_OPTION,    ///< an option's value is outside its range
  LUGE_ERROR_NAME,      ///< the program has no function or tensor of that name
  LUGE_ERROR_CHECK      ///< a number that the program checks as it runs is outside of its range
} luge_status;

/// A phrase for people, such as "value out of range"; never NULL, static.
const char *luge_status_string(luge_status status);

/// Where and what went wrong, beyond the status. Fields that do not apply are
/// NULL, empty, -1 (position) and 0.
typedef struct luge_detail {
  const char *tensor; ///< name of the tensor or check, valid as long as the program is
  const char *reason; ///< static phrase, such as "shape differs"
  int64_t position; ///< element (LUGE_ERROR_INDEX), byte in the file (LUGE_ERROR_FORMAT), or which
                    ///< of the function's checks (LUGE_ERROR_CHECK)
  int64_t value;    ///< what was found; for LUGE_ERROR_IO: errno
  int64_t limit;    ///< what bounds it: indices lie in [0, limit), the batch in [0, limit]
  char found[128];  ///< what there is instead, as text: in a file a name, or a type and shape; the
                    ///< number of a check
} luge_detail;

/// A detail that says nothing.
#ifdef __cplusplus
#define LUGE_NO_DETAIL (luge_detail{nullptr, nullptr, -1, 0, 0, {0}})
#else
#define LUGE_NO_DETAIL ((luge_detail){NULL, NULL, -1, 0, 0, {0}})
#endif

/// Writes one line without a final full stop, such as "value out of range:
/// 'y'[3] is 17, expected 0 to 9", cut to `bytes` with its final NUL.
void luge_describe(luge_status status, const luge_detail *detail, char *line, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_STATUS_H
