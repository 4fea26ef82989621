#include "runtime/Core/Instance.h"

#include "runtime/Core/Philox.h"
#include "runtime/Core/Team.h"

#include <stdbool.h>
#include <string.h>

struct luge_instance {
  const luge_program *program;
  luge_team *team; // NULL: one thread
  void *arena;
  void **data; // per tensor of the program; NULL for those the caller holds
  void **args; // of the running call
  luge_stored_tensor *stored;
  int32_t stored_count;
  luge_byte_range *ranges;
};

static bool isKept(const luge_tensor *tensor) {
  return tensor->role == LUGE_PARAMETER || tensor->role == LUGE_STATE;
}

// What is not kept, but has its place here for the time of a call.
static bool isHeld(const luge_tensor *tensor) {
  return isKept(tensor) || tensor->role == LUGE_CHECK;
}

// SIZE_MAX where it is more.
static size_t heldBytes(const luge_tensor *tensor) {
  size_t bytes;
  return __builtin_mul_overflow(luge_tensor_elements(tensor, 0), luge_dtype_size(tensor->dtype),
                                &bytes)
             ? SIZE_MAX
             : bytes;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

// Where an instance's parts begin, in bytes from its own start.
typedef struct layout {
  size_t data, args, stored, ranges, tensors, arena, team, end;
} layout;

// Returns where `bytes` begin; `end`, after them, becomes SIZE_MAX where there is no room, and stays so.
static size_t reserve(size_t *end, size_t bytes) {
  size_t begin = *end;
  if (bytes > SIZE_MAX - LUGE_ALIGNMENT ||
      __builtin_add_overflow(begin, (bytes + LUGE_ALIGNMENT - 1) / LUGE_ALIGNMENT * LUGE_ALIGNMENT,
                             end))
    *end = SIZE_MAX;
  return begin;
}

// Large tensors do not follow each other at a multiple of a page, as those of equal, even extents would: they would
// displace each other in the caches.
static size_t reserveTensor(size_t *end, size_t bytes) {
  enum { PAGE = 4096, APART = 27 * LUGE_ALIGNMENT };
  size_t begin = reserve(end, bytes);
  if (bytes >= PAGE)
    reserve(end, APART);
  return begin;
}

static bool usesTeam(const luge_program *program, int threads) {
  for (int32_t i = 0; i < program->function_count; ++i)
    if (program->functions[i].parallel && threads > 1)
      return true;
  return false;
}

static layout layOut(const luge_program *program, int threads) {
  size_t args = 0, arena = 0, tensors = 0;
  for (int32_t i = 0; i < program->function_count; ++i) {
    const luge_function *function = &program->functions[i];
    args = (size_t)function->arg_count > args ? (size_t)function->arg_count : args;
    arena = (size_t)function->arena_bytes > arena ? (size_t)function->arena_bytes : arena;
  }
  for (int32_t i = 0; i < program->tensor_count; ++i)
    if (isHeld(&program->tensors[i]))
      reserveTensor(&tensors, heldBytes(&program->tensors[i]));

  size_t count = (size_t)program->tensor_count;
  layout layout;
  layout.end = 0;
  reserve(&layout.end, sizeof(luge_instance));
  layout.data = reserve(&layout.end, count * sizeof(void *));
  layout.args = reserve(&layout.end, args * sizeof(void *));
  layout.stored = reserve(&layout.end, count * sizeof(luge_stored_tensor));
  layout.ranges = reserve(&layout.end, count * sizeof(luge_byte_range));
  layout.tensors = reserve(&layout.end, tensors);
  layout.arena = reserve(&layout.end, arena);
  layout.team = reserve(&layout.end, usesTeam(program, threads) ? luge_team_size(threads) : 0);
  return layout;
}

size_t luge_instance_size(const luge_program *program, int threads) {
  if (!program || program->abi_version != LUGE_ABI_VERSION || luge_team_size(threads) == 0)
    return 0;
  size_t bytes = layOut(program, threads).end;
  return bytes == SIZE_MAX ? 0 : bytes;
}

//===----------------------------------------------------------------------===//
// Life
//===----------------------------------------------------------------------===//

static void setInitialValues(const luge_tensor *tensor, void *data, uint64_t seed) {
  if (tensor->dtype == LUGE_I64 && strcmp(tensor->name, "rng.seed") == 0)
    memcpy(data, &seed, sizeof seed);
  else
    luge_initialize(data, tensor->dtype, luge_tensor_elements(tensor, 0), tensor->low, tensor->high,
                    seed, tensor->stream);
}

static void placeTensors(luge_instance *instance, size_t begin, uint64_t seed) {
  const luge_program *program = instance->program;
  instance->stored_count = 0;
  for (int32_t i = 0; i < program->tensor_count; ++i) {
    const luge_tensor *tensor = &program->tensors[i];
    instance->data[i] = NULL;
    if (!isHeld(tensor))
      continue;
    instance->data[i] = (char *)instance + reserveTensor(&begin, heldBytes(tensor));
    if (!isKept(tensor))
      continue;
    setInitialValues(tensor, instance->data[i], seed);
    instance->stored[instance->stored_count++] = (luge_stored_tensor){
        tensor->name, tensor->dtype, tensor->rank, tensor->extents, instance->data[i]};
  }
}

luge_status luge_instance_init(luge_instance *instance, size_t bytes, const luge_program *program,
                               uint64_t seed, int threads) {
  if (!instance || !program)
    return LUGE_ERROR_NULL;
  if (program->abi_version != LUGE_ABI_VERSION)
    return LUGE_ERROR_VERSION;
  if (luge_team_size(threads) == 0)
    return LUGE_ERROR_OPTION;
  if ((uintptr_t)instance % LUGE_ALIGNMENT != 0)
    return LUGE_ERROR_ALIGNMENT;
  layout layout = layOut(program, threads);
  if (bytes < layout.end || layout.end == SIZE_MAX)
    return LUGE_ERROR_SIZE;

  char *memory = (char *)instance;
  instance->program = program;
  instance->arena = memory + layout.arena;
  instance->data = (void **)(memory + layout.data);
  instance->args = (void **)(memory + layout.args);
  instance->stored = (luge_stored_tensor *)(memory + layout.stored);
  instance->ranges = (luge_byte_range *)(memory + layout.ranges);
  placeTensors(instance, layout.tensors, seed);
  instance->team = NULL;
  if (!usesTeam(program, threads))
    return LUGE_OK;
  instance->team = (luge_team *)(memory + layout.team);
  return luge_team_init(instance->team, luge_team_size(threads), threads);
}

void luge_instance_destroy(luge_instance *instance) {
  if (instance)
    luge_team_destroy(instance->team);
}

//===----------------------------------------------------------------------===//
// Use
//===----------------------------------------------------------------------===//

const luge_program *luge_instance_program(const luge_instance *instance) {
  return instance->program;
}

void *luge_instance_data(const luge_instance *instance, int32_t tensor) {
  return tensor >= 0 && tensor < instance->program->tensor_count ? instance->data[tensor] : NULL;
}

luge_status luge_instance_call(luge_instance *instance, int32_t function, int64_t batch,
                               const void *const *inputs, void *const *outputs,
                               const double *hypers, luge_detail *detail) {
  if (!instance)
    return LUGE_ERROR_NULL;
  const luge_program *program = instance->program;
  if (function < 0 || function >= program->function_count)
    return LUGE_ERROR_NAME;
  const luge_function *called = &program->functions[function];
  int32_t inputCount = 0, outputCount = 0, hyperCount = 0;
  for (int32_t i = 0; i < called->arg_count; ++i) {
    const luge_tensor *tensor = &program->tensors[called->args[i]];
    switch (tensor->role) {
    case LUGE_PARAMETER:
    case LUGE_STATE:
    case LUGE_CHECK:
      instance->args[i] = instance->data[called->args[i]];
      break;
    case LUGE_INPUT:
      instance->args[i] = inputs ? (void *)inputs[inputCount++] : NULL;
      break;
    case LUGE_HYPER:
      instance->args[i] = (void *)(hypers ? &hypers[hyperCount++] : &tensor->low);
      break;
    case LUGE_OUTPUT:
      instance->args[i] = outputs ? outputs[outputCount++] : NULL;
      break;
    }
  }
  return luge_call(program, called, instance->args, batch, instance->arena, instance->team, detail);
}

const luge_stored_tensor *luge_instance_stored(const luge_instance *instance, int32_t *count) {
  *count = instance->stored_count;
  return instance->stored;
}

luge_status luge_instance_save(const luge_instance *instance, const char *path,
                               const luge_metadata *metadata, int32_t metadata_count,
                               luge_detail *detail) {
  if (!instance)
    return LUGE_ERROR_NULL;
  return luge_safetensors_save(path, instance->stored, instance->stored_count, metadata,
                               metadata_count, detail);
}

luge_status luge_instance_load(luge_instance *instance, const char *path, luge_detail *detail) {
  if (!instance)
    return LUGE_ERROR_NULL;
  return luge_safetensors_load(path, instance->stored, instance->stored_count, instance->ranges,
                               detail);
}
