//===- Instance.h - A program with its parameters and threads ---*- C -*-===//
//
// An instance holds what a program keeps between calls: parameters, states, the
// arena and a team of threads, all in one block of caller-supplied memory.
// Nothing is allocated after its initialization, nor while it saves and loads.
//
//   size_t bytes = luge_instance_size(&mlp_program, 2);
//   luge_instance *mlp = aligned_alloc(LUGE_ALIGNMENT, bytes);
//   luge_instance_init(mlp, bytes, &mlp_program, /*seed=*/0, /*threads=*/2);
//   int32_t step = luge_find_function(&mlp_program, "step");
//   const void *inputs[] = {x, y};
//   void *outputs[] = {&loss};
//   luge_instance_call(mlp, step, batch, inputs, outputs, NULL, NULL);
//   luge_instance_save(mlp, "mlp.safetensors", NULL, 0, NULL);
//   luge_instance_destroy(mlp);
//
// An instance is used by one thread at a time. Different instances are independent.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_INSTANCE_H
#define LUGE_RUNTIME_CORE_INSTANCE_H

#include "runtime/Core/Program.h"
#include "runtime/Core/Safetensors.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct luge_instance luge_instance;

/// Bytes an instance needs, in memory aligned to LUGE_ALIGNMENT, a multiple of it;
/// 0 if `program` is NULL or of another ABI version, if `threads` is not in
/// [1, LUGE_MAX_THREADS], or if the bytes are more than a size_t holds.
size_t luge_instance_size(const luge_program *program, int threads);

/// Sets up an instance in `bytes` of caller-supplied memory, with initial values
/// drawn from `seed`; a state named "rng.seed" takes the seed itself. `program`
/// must outlive the instance. On failure there is nothing to destroy.
/// Errors: NULL, VERSION, OPTION (threads), SIZE, ALIGNMENT, THREAD.
luge_status luge_instance_init(luge_instance *instance, size_t bytes, const luge_program *program,
                               uint64_t seed, int threads);

/// Joins the threads. The memory stays the caller's. NULL is allowed.
void luge_instance_destroy(luge_instance *instance);

/// Runs function number `function` of the program with `batch` rows. `inputs`,
/// `outputs` and `hypers` follow the order of the function's arguments of each
/// role; `hypers` NULL means the defaults, and `detail` may be NULL.
/// Errors: NULL, NAME (no such function), and those of luge_call; but for CHECK,
/// nothing ran then.
luge_status luge_instance_call(luge_instance *instance, int32_t function, int64_t batch,
                               const void *const *inputs, void *const *outputs,
                               const double *hypers, luge_detail *detail);

const luge_program *luge_instance_program(const luge_instance *instance);

/// The values of tensor number `tensor` of the program, to read or write between
/// calls; NULL unless it is a parameter or state.
void *luge_instance_data(const luge_instance *instance, int32_t tensor);

/// The parameters and states, `*count` of them, as a checkpoint names and holds them.
const luge_stored_tensor *luge_instance_stored(const luge_instance *instance, int32_t *count);

/// Writes all parameters and states, by their names, and any metadata; atomic.
/// Errors: those of luge_safetensors_save.
luge_status luge_instance_save(const luge_instance *instance, const char *path,
                               const luge_metadata *metadata, int32_t metadata_count,
                               luge_detail *detail);

/// Reads all parameters and states. A file that is malformed, of another program
/// or cannot be read changes nothing. Errors: those of luge_safetensors_load.
luge_status luge_instance_load(luge_instance *instance, const char *path, luge_detail *detail);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_INSTANCE_H
