//===- Program.h - What a compiled program says of itself -------*- C -*-===//
//
// A compiled object defines one constant `const luge_program <name>_program`,
// which is all the runtime knows of it, whether just-in-time or ahead of time.
// The order and types of all fields are ABI: the compiler writes them as data.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_PROGRAM_H
#define LUGE_RUNTIME_CORE_PROGRAM_H

#include "runtime/Core/Status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Changes whenever a structure below or the meaning of a field does.
#define LUGE_ABI_VERSION 3

/// Alignment in bytes of arenas and of every tensor an instance holds.
/// Tensors that a caller passes need only the alignment of their element type.
#define LUGE_ALIGNMENT 64

/// Element types. In memory: float, double, int64_t, uint8_t (0 or 1).
typedef enum luge_dtype { LUGE_F32 = 0, LUGE_F64, LUGE_I64, LUGE_BOOL } luge_dtype;

/// What a tensor is to the program.
typedef enum luge_role {
  LUGE_PARAMETER = 0, ///< kept between calls, updated in place, saved
  LUGE_STATE,         ///< as a parameter: optimizer state, buffers, the random state
  LUGE_INPUT,         ///< read from the caller at each call
  LUGE_HYPER,         ///< a double read at each call, such as the learning rate
  LUGE_OUTPUT,        ///< written to the caller at each call
  LUGE_CHECK ///< a number that must lie in [low, high], named for what that says: "w is finite"
} luge_role;

/// One named tensor, contiguous in row-major order, shared by the program's functions.
typedef struct luge_tensor {
  const char *name; ///< "0.weight", "0.weight.exp_avg", "x", "lr", "loss"; unique in the
                    ///< program, hypers and checks: in their group
  luge_role role;
  luge_dtype dtype;
  int32_t rank;
  const int64_t *extents; ///< `rank` extents, -1: the batch; may be NULL when rank is 0
  double low, high;       ///< parameters, states: drawn from [low, high); equal: that constant
                          ///< hypers: both the default; checks: what the number must lie in
  int64_t stream;         ///< Philox stream the initial values are drawn from
  int32_t group;          ///< hypers: the parameter group; checks: a number among those of one name
  int64_t index_limit;    ///< inputs: above 0: values lie in [0, index_limit) or are index_ignore
  int64_t index_ignore;
} luge_tensor;

struct luge_team;

/// Compiled code of a function, run by `threads` threads of a team at once, each
/// with its own `thread`; `team`, used for barriers, may be NULL if threads is 1.
typedef void (*luge_entry)(void *const *args, int64_t batch, void *arena, struct luge_team *team,
                           int64_t thread, int64_t threads);

/// One function of a program.
typedef struct luge_function {
  const char *name; ///< "step", "eval", "predict", ...
  luge_entry entry;
  int32_t arg_count;
  const int32_t *args; ///< `arg_count` indices into luge_program.tensors, outputs last;
                       ///< parameters and states are updated in place
  int64_t arena_bytes; ///< scratch memory for any batch up to max_batch
  int32_t parallel;    ///< 0: only called with one thread
} luge_function;

/// One program: its tensors and the functions over them.
typedef struct luge_program {
  uint32_t abi_version; ///< LUGE_ABI_VERSION of the compiler
  const char *name;
  int64_t max_batch; ///< 0: no tensor has a batch extent
  int32_t tensor_count;
  const luge_tensor *tensors;
  int32_t function_count;
  const luge_function *functions;
} luge_program;

/// Bytes of one element, or 0 for an unknown type.
size_t luge_dtype_size(luge_dtype dtype);

/// Elements of `tensor` with the given batch; INT64_MAX where they are more.
int64_t luge_tensor_elements(const luge_tensor *tensor, int64_t batch);

/// The index of the tensor or function with this name, or -1.
int32_t luge_find_tensor(const luge_program *program, const char *name);
int32_t luge_find_function(const luge_program *program, const char *name);

/// Runs `function` of `program` with its arguments in order, on all threads of
/// `team` (NULL: on the calling thread alone). Checks before any kernel runs:
/// ABI version, NULL pointers, alignment, 0 <= batch <= max_batch, that memory could
/// hold the tensors (SIZE), and that class indices are in range; `detail` (may be
/// NULL) then says which. After it has run, LUGE_ERROR_CHECK: a check's number is
/// outside of its range, and what depends on it was left as it was. `arena` holds at least arena_bytes, aligned
/// to LUGE_ALIGNMENT; NULL if arena_bytes is 0.
/// Denormal numbers are flushed to zero during the call.
luge_status luge_call(const luge_program *program, const luge_function *function, void *const *args,
                      int64_t batch, void *arena, struct luge_team *team, luge_detail *detail);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_PROGRAM_H
