// Calls of compiled functions on named tensors.
#include "tools/luge-run/Runner.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "runtime/Core/Philox.h"
#include "runtime/Core/Team.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cstring>

using namespace llvm;

namespace luge::run {
namespace {

struct FreeAligned {
  void operator()(void *memory) const { std::free(memory); }
};
using AlignedMemory = std::unique_ptr<void, FreeAligned>;

/// The memory of one call: every argument in its own aligned block, so that no two share a cache line.
class Call {
public:
  Call(const luge_program &program, const luge_function &function)
      : program(program), function(function) {}
  Error bind(const TensorMap &inputs, uint64_t seed);
  Error run(const CallOptions &options);
  void collect(TensorMap &outputs) const;

private:
  const luge_tensor &getTensor(int32_t argument) const {
    return program.tensors[function.args[argument]];
  }
  std::string getKey(const luge_tensor &tensor) const;
  const StoredTensor *find(const TensorMap &inputs, const luge_tensor &tensor) const;
  Error checkShape(const luge_tensor &tensor, const StoredTensor &value);
  Error fill(const luge_tensor &tensor, void *data, const StoredTensor *value, uint64_t seed) const;

  const luge_program &program;
  const luge_function &function;
  int64_t batch = -1;
  std::vector<AlignedMemory> memory;
  AlignedMemory arena;
};

} // namespace

void nameUnnamed(mlir::ModuleOp module) {
  mlir::Builder builder(module.getContext());
  auto hasRole = [](mlir::DictionaryAttr attributes) {
    return attributes && any_of(attributes, [](mlir::NamedAttribute attribute) {
             return is_contained(
                 {"luge.parameter", "luge.state", "luge.input", "luge.hyper", "luge.output"},
                 attribute.getName().getValue());
           });
  };
  for (auto function : module.getOps<mlir::func::FuncOp>()) {
    if (!function.isPublic())
      continue;
    auto makeName = [&](StringRef kind, unsigned index) {
      return builder.getStringAttr(function.getName() + "." + kind + Twine(index));
    };
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      if (!hasRole(function.getArgAttrDict(i)))
        function.setArgAttr(i, "luge.input", makeName("arg", i));
    for (unsigned i = 0; i < function.getNumResults(); ++i)
      if (!hasRole(function.getResultAttrDict(i)))
        function.setResultAttr(i, "luge.output", makeName("result", i));
  }
}

std::string Call::getKey(const luge_tensor &tensor) const {
  std::string name = tensor.name;
  if (tensor.role == LUGE_HYPER && tensor.group > 0)
    name += "." + std::to_string(tensor.group);
  std::string prefix = function.name + std::string(".");
  return StringRef(name).starts_with(prefix) ? name : prefix + name;
}

const StoredTensor *Call::find(const TensorMap &inputs, const luge_tensor &tensor) const {
  std::string key = getKey(tensor);
  auto found = inputs.find(key);
  if (found == inputs.end())
    found = inputs.find(StringRef(key).drop_front(std::strlen(function.name) + 1));
  return found == inputs.end() ? nullptr : &found->second;
}

Error Call::checkShape(const luge_tensor &tensor, const StoredTensor &value) {
  bool fits =
      value.dtype == tensor.dtype && value.extents.size() == static_cast<size_t>(tensor.rank);
  for (int32_t dim = 0; fits && dim < tensor.rank; ++dim) {
    int64_t expected = tensor.extents[dim] < 0 && batch < 0 ? (batch = value.extents[dim])
                       : tensor.extents[dim] < 0            ? batch
                                                            : tensor.extents[dim];
    fits = value.extents[dim] == expected;
  }
  if (!fits)
    return createStringError(
        Twine("expected '") + getKey(tensor) +
        "' to have the type and shape of the argument, and all batches to be equal");
  return Error::success();
}

static AlignedMemory allocate(int64_t bytes) {
  size_t size = alignTo(std::max<int64_t>(bytes, 1), LUGE_ALIGNMENT);
  return AlignedMemory(std::aligned_alloc(LUGE_ALIGNMENT, size));
}

Error Call::fill(const luge_tensor &tensor, void *data, const StoredTensor *value,
                 uint64_t seed) const {
  int64_t elements = luge_tensor_elements(&tensor, batch);
  if (value)
    std::memcpy(data, value->bytes.data(), value->bytes.size());
  else if (tensor.role == LUGE_OUTPUT)
    std::memset(data, 0xff,
                elements * luge_dtype_size(tensor.dtype)); // NaN: what is not written shows
  else if (tensor.role != LUGE_INPUT)
    luge_initialize(data, tensor.dtype, elements, tensor.low, tensor.high, seed, tensor.stream);
  else
    return createStringError("expected the input '" + getKey(tensor) + "'");
  return Error::success();
}

Error Call::bind(const TensorMap &inputs, uint64_t seed) {
  for (int32_t i = 0; i < function.arg_count; ++i)
    if (const StoredTensor *value = find(inputs, getTensor(i)))
      if (Error error = checkShape(getTensor(i), *value))
        return error;
  batch = std::max<int64_t>(batch, 0);
  for (int32_t i = 0; i < function.arg_count; ++i) {
    const luge_tensor &tensor = getTensor(i);
    memory.push_back(
        allocate(luge_tensor_elements(&tensor, batch) * luge_dtype_size(tensor.dtype)));
    if (Error error = fill(tensor, memory.back().get(), find(inputs, tensor), seed))
      return error;
  }
  arena = allocate(function.arena_bytes);
  return Error::success();
}

Error Call::run(const CallOptions &options) {
  luge_detail detail = LUGE_NO_DETAIL;
  luge_team *team = nullptr;
  if (luge_status status = luge_team_create(options.threads, &team))
    return makeError(status, detail);
  std::unique_ptr<luge_team, void (*)(luge_team *)> owner(team, luge_team_free);
  std::vector<void *> args;
  for (const AlignedMemory &block : memory)
    args.push_back(block.get());
  auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < options.repeat; ++i)
    if (luge_status status =
            luge_call(&program, &function, args.data(), batch, arena.get(), team, &detail))
      return makeError(status, detail);
  std::chrono::duration<double, std::micro> elapsed = std::chrono::steady_clock::now() - start;
  if (options.time)
    outs() << function.name << ": " << format("%.2f", elapsed.count() / options.repeat)
           << " us per call\n";
  return Error::success();
}

void Call::collect(TensorMap &outputs) const {
  for (int32_t i = 0; i < function.arg_count; ++i) {
    const luge_tensor &tensor = getTensor(i);
    if (tensor.role == LUGE_INPUT || tensor.role == LUGE_HYPER)
      continue;
    const char *data = static_cast<const char *>(memory[i].get());
    StoredTensor value{tensor.dtype, {tensor.extents, tensor.extents + tensor.rank}, {}};
    std::replace(value.extents.begin(), value.extents.end(), int64_t(-1), batch);
    value.bytes.assign(data,
                       data + luge_tensor_elements(&tensor, batch) * luge_dtype_size(tensor.dtype));
    outputs[getKey(tensor)] = std::move(value);
  }
}

Error call(const luge_program &program, const luge_function &function, const TensorMap &inputs,
           TensorMap &outputs, const CallOptions &options) {
  Call call(program, function);
  if (Error error = call.bind(inputs, options.seed))
    return error;
  if (Error error = call.run(options))
    return error;
  call.collect(outputs);
  return Error::success();
}

} // namespace luge::run
