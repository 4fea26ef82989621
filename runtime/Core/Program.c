// Finding a program's parts, and calling its functions.
#include "runtime/Core/Program.h"

#include "runtime/Core/Team.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t luge_dtype_size(luge_dtype dtype) {
  switch (dtype) {
  case LUGE_F32:
    return sizeof(float);
  case LUGE_F64:
    return sizeof(double);
  case LUGE_I64:
    return sizeof(int64_t);
  case LUGE_BOOL:
    return sizeof(uint8_t);
  }
  return 0;
}

int64_t luge_tensor_elements(const luge_tensor *tensor, int64_t batch) {
  int64_t elements = 1;
  bool overflow = false;
  for (int32_t dim = 0; dim < tensor->rank; ++dim) {
    int64_t extent = tensor->extents[dim] < 0 ? batch : tensor->extents[dim];
    // No element, whatever the other extents are.
    if (extent == 0)
      return 0;
    overflow |= __builtin_mul_overflow(elements, extent, &elements);
  }
  return overflow ? INT64_MAX : elements;
}

int32_t luge_find_tensor(const luge_program *program, const char *name) {
  for (int32_t i = 0; i < program->tensor_count; ++i)
    if (strcmp(program->tensors[i].name, name) == 0)
      return i;
  return -1;
}

int32_t luge_find_function(const luge_program *program, const char *name) {
  for (int32_t i = 0; i < program->function_count; ++i)
    if (strcmp(program->functions[i].name, name) == 0)
      return i;
  return -1;
}

static luge_status checkIndices(const luge_tensor *tensor, const int64_t *values, int64_t elements,
                                luge_detail *detail) {
  const uint64_t limit = (uint64_t)tensor->index_limit;
  const int64_t ignore = tensor->index_ignore;
  // Without an early exit the common, valid case is a vector loop.
  uint64_t bad = 0;
  for (int64_t i = 0; i < elements; ++i)
    bad |= (uint64_t)(((uint64_t)values[i] >= limit) & (values[i] != ignore));
  if (!bad)
    return LUGE_OK;
  int64_t first = 0;
  while ((uint64_t)values[first] < limit || values[first] == ignore)
    ++first;
  *detail = LUGE_NO_DETAIL;
  detail->tensor = tensor->name;
  detail->position = first;
  detail->value = values[first];
  detail->limit = tensor->index_limit;
  return LUGE_ERROR_INDEX;
}

static luge_status checkArgument(const luge_tensor *tensor, const void *data, int64_t batch,
                                 luge_detail *detail) {
  int64_t elements = luge_tensor_elements(tensor, batch);
  if (elements == 0)
    return LUGE_OK;
  detail->tensor = tensor->name;
  if (!data)
    return LUGE_ERROR_NULL;
  size_t size = luge_dtype_size(tensor->dtype);
  if ((uint64_t)elements > PTRDIFF_MAX / size)
    return LUGE_ERROR_SIZE;
  if ((uintptr_t)data % size != 0) {
    detail->reason = "address is not a multiple of the element size";
    return LUGE_ERROR_ALIGNMENT;
  }
  if (tensor->index_limit > 0)
    return checkIndices(tensor, data, elements, detail);
  return LUGE_OK;
}

/// With as few digits as tell it from other numbers of its type.
static void writeNumber(luge_dtype dtype, double number, char *text, size_t bytes) {
  if (isnan(number)) {
    snprintf(text, bytes, "nan");
    return;
  }
  const int most = dtype == LUGE_F32 ? 9 : 17;
  bool exact = false;
  for (int digits = 6; digits <= most && !exact; ++digits) {
    snprintf(text, bytes, "%.*g", digits, number);
    const double read = strtod(text, NULL);
    exact = (dtype == LUGE_F32 ? (double)(float)read : read) == number;
  }
}

/// Of a call that has run.
static luge_status findFailedCheck(const luge_program *program, const luge_function *function,
                                   void *const *args, luge_detail *detail) {
  int64_t position = 0;
  for (int32_t i = 0; i < function->arg_count; ++i) {
    const luge_tensor *tensor = &program->tensors[function->args[i]];
    if (tensor->role != LUGE_CHECK)
      continue;
    double number =
        tensor->dtype == LUGE_F32 ? (double)*(const float *)args[i] : *(const double *)args[i];
    if (tensor->low <= number && number <= tensor->high) {
      ++position;
      continue;
    }
    detail->tensor = tensor->name;
    detail->position = position;
    writeNumber(tensor->dtype, number, detail->found, sizeof detail->found);
    return LUGE_ERROR_CHECK;
  }
  return LUGE_OK;
}

static luge_status checkCall(const luge_program *program, const luge_function *function,
                             void *const *args, int64_t batch, const void *arena,
                             luge_detail *detail) {
  if (!program || !function || (function->arg_count > 0 && !args))
    return LUGE_ERROR_NULL;
  if (program->abi_version != LUGE_ABI_VERSION) {
    detail->value = program->abi_version;
    detail->limit = LUGE_ABI_VERSION;
    return LUGE_ERROR_VERSION;
  }
  if (batch < 0 || batch > program->max_batch) {
    detail->value = batch;
    detail->limit = program->max_batch;
    return LUGE_ERROR_BATCH;
  }
  if (function->arena_bytes > 0) {
    detail->reason = "arena";
    if (!arena)
      return LUGE_ERROR_NULL;
    if ((uintptr_t)arena % LUGE_ALIGNMENT != 0)
      return LUGE_ERROR_ALIGNMENT;
    detail->reason = NULL;
  }
  for (int32_t i = 0; i < function->arg_count; ++i) {
    const luge_tensor *tensor = &program->tensors[function->args[i]];
    luge_status status = checkArgument(tensor, args[i], batch, detail);
    if (status != LUGE_OK)
      return status;
  }
  return LUGE_OK;
}

typedef struct call {
  luge_entry entry;
  void *const *args;
  int64_t batch;
  void *arena;
} call;

static void runEntry(void *context, luge_team *team, int64_t thread, int64_t threads) {
  const call *self = context;
  self->entry(self->args, self->batch, self->arena, team, thread, threads);
}

luge_status luge_call(const luge_program *program, const luge_function *function, void *const *args,
                      int64_t batch, void *arena, luge_team *team, luge_detail *detail) {
  luge_detail ignored;
  if (!detail)
    detail = &ignored;
  *detail = LUGE_NO_DETAIL;
  luge_status status = checkCall(program, function, args, batch, arena, detail);
  if (status != LUGE_OK)
    return status;
  *detail = LUGE_NO_DETAIL;
  call self = {function->entry, args, batch, arena};
  luge_team_run(function->parallel ? team : NULL, runEntry, &self);
  return findFailedCheck(program, function, args, detail);
}
