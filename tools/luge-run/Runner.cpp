// Calls of compiled functions on named arrays.
#include "tools/luge-run/Runner.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "runtime/Core/Philox.h"
#include "runtime/Core/Team.h"
#include "runtime/Data/Error.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
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
  void bind(const data::Arrays &inputs, uint64_t seed);
  void run(const CallOptions &options);
  void collect(data::Arrays &outputs) const;

private:
  const luge_tensor &getTensor(int32_t argument) const {
    return program.tensors[function.args[argument]];
  }
  std::string getKey(const luge_tensor &tensor) const;
  const data::Array *find(const data::Arrays &inputs, const luge_tensor &tensor) const;
  void findBatch(const luge_tensor &tensor, const data::Array &value);
  void fill(const luge_tensor &tensor, void *memory, const data::Array *value, uint64_t seed) const;
  std::vector<int64_t> getExtents(const luge_tensor &tensor) const;

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
             return is_contained({"luge.parameter", "luge.state", "luge.input", "luge.hyper",
                                  "luge.output", "luge.check"},
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

static data::Type getType(luge_dtype dtype) {
  switch (dtype) {
  case LUGE_F32:
    return data::Type::f32;
  case LUGE_F64:
    return data::Type::f64;
  case LUGE_I64:
    return data::Type::i64;
  case LUGE_BOOL:
    return data::Type::boolean;
  }
  llvm_unreachable("an element type");
}

static void check(luge_status status, const luge_detail &detail = LUGE_NO_DETAIL) {
  if (status == LUGE_OK)
    return;
  char line[512];
  luge_describe(status, &detail, line, sizeof line);
  throw data::Error(line);
}

std::string Call::getKey(const luge_tensor &tensor) const {
  std::string name = tensor.name;
  if (tensor.role == LUGE_HYPER && tensor.group > 0)
    name += "." + std::to_string(tensor.group);
  std::string prefix = function.name + std::string(".");
  return StringRef(name).starts_with(prefix) ? name : prefix + name;
}

const data::Array *Call::find(const data::Arrays &inputs, const luge_tensor &tensor) const {
  std::string key = getKey(tensor);
  auto found = inputs.find(key);
  if (found == inputs.end())
    found = inputs.find(key.substr(std::strlen(function.name) + 1));
  return found == inputs.end() ? nullptr : &found->second;
}

std::vector<int64_t> Call::getExtents(const luge_tensor &tensor) const {
  std::vector<int64_t> extents(tensor.extents, tensor.extents + tensor.rank);
  std::replace(extents.begin(), extents.end(), int64_t(-1), batch);
  return extents;
}

/// Takes the batch from the first array that has one; the others are checked against it.
void Call::findBatch(const luge_tensor &tensor, const data::Array &value) {
  for (int32_t dim = 0; dim < tensor.rank && batch < 0; ++dim)
    if (tensor.extents[dim] < 0 && value.extents.size() == static_cast<size_t>(tensor.rank))
      batch = value.extents[dim];
}

static AlignedMemory allocate(int64_t bytes) {
  size_t size = alignTo(std::max<int64_t>(bytes, 1), LUGE_ALIGNMENT);
  return AlignedMemory(std::aligned_alloc(LUGE_ALIGNMENT, size));
}

void Call::fill(const luge_tensor &tensor, void *memory, const data::Array *value,
                uint64_t seed) const {
  int64_t elements = luge_tensor_elements(&tensor, batch);
  if (value) {
    if (value->type != getType(tensor.dtype) || value->extents != getExtents(tensor))
      throw data::Error("expected '" + getKey(tensor) + "' to be " +
                        data::nameOf(getType(tensor.dtype)) + data::toString(getExtents(tensor)) +
                        ", got " + data::nameOf(value->type) + data::toString(value->extents));
    std::memcpy(memory, value->bytes.data(), value->bytes.size());
  } else if (tensor.role == LUGE_OUTPUT) {
    // NaN: what is not written shows.
    std::memset(memory, 0xff, elements * luge_dtype_size(tensor.dtype));
  } else if (tensor.role != LUGE_INPUT) {
    luge_initialize(memory, tensor.dtype, elements, tensor.low, tensor.high, seed, tensor.stream);
  } else {
    throw data::Error("expected the input '" + getKey(tensor) + "'");
  }
}

void Call::bind(const data::Arrays &inputs, uint64_t seed) {
  for (int32_t i = 0; i < function.arg_count; ++i)
    if (const data::Array *value = find(inputs, getTensor(i)))
      findBatch(getTensor(i), *value);
  batch = std::max<int64_t>(batch, 0);
  for (int32_t i = 0; i < function.arg_count; ++i) {
    const luge_tensor &tensor = getTensor(i);
    memory.push_back(
        allocate(luge_tensor_elements(&tensor, batch) * luge_dtype_size(tensor.dtype)));
    fill(tensor, memory.back().get(), find(inputs, tensor), seed);
  }
  arena = allocate(function.arena_bytes);
}

void Call::run(const CallOptions &options) {
  luge_team *team = nullptr;
  check(luge_team_create(options.threads, &team));
  std::unique_ptr<luge_team, void (*)(luge_team *)> owner(team, luge_team_free);
  std::vector<void *> args;
  for (const AlignedMemory &block : memory)
    args.push_back(block.get());
  luge_detail detail = LUGE_NO_DETAIL;
  auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < options.repeat; ++i)
    check(luge_call(&program, &function, args.data(), batch, arena.get(), team, &detail), detail);
  std::chrono::duration<double, std::micro> elapsed = std::chrono::steady_clock::now() - start;
  if (options.time)
    outs() << function.name << ": " << format("%.2f", elapsed.count() / options.repeat)
           << " us per call\n";
}

void Call::collect(data::Arrays &outputs) const {
  for (int32_t i = 0; i < function.arg_count; ++i) {
    const luge_tensor &tensor = getTensor(i);
    if (tensor.role == LUGE_INPUT || tensor.role == LUGE_HYPER)
      continue;
    data::Array value(getType(tensor.dtype), getExtents(tensor));
    std::memcpy(value.bytes.data(), memory[i].get(), value.bytes.size());
    outputs[getKey(tensor)] = std::move(value);
  }
}

void call(const luge_program &program, const luge_function &function, const data::Arrays &inputs,
          data::Arrays &outputs, const CallOptions &options) {
  Call call(program, function);
  call.bind(inputs, options.seed);
  call.run(options);
  call.collect(outputs);
}

} // namespace luge::run
