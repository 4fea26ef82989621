// A program with its parameters and threads.
#include "tools/luge/Instance.h"
#include "compiler/Frontend/TensorImpl.h"
#include "tools/luge/Failure.h"
#include "llvm/Support/FormatVariadic.h"

using namespace luge;
using namespace luge::driver;

static void check(luge_status status, const luge_detail &detail, const std::string &what = {}) {
  if (status == LUGE_OK)
    return;
  char line[512];
  luge_describe(status, &detail, line, sizeof line);
  throw Failure(ExitCode::BadInput, what.empty() ? line : what + ": " + line);
}

Instance::Instance(const luge_program &program, uint64_t seed, int threads) : program(program) {
  size_t bytes = luge_instance_size(&program, threads);
  llvm::Expected<Memory> allocated = allocateMemory(program, bytes);
  if (!allocated)
    throw Failure(ExitCode::BadInput, llvm::toString(allocated.takeError()));
  memory = std::move(*allocated);
  auto *raw = static_cast<luge_instance *>(memory.get());
  check(luge_instance_init(raw, bytes, &program, seed, threads), LUGE_NO_DETAIL);
  instance.reset(raw);
}

void Instance::Destroy::operator()(luge_instance *instance) const {
  luge_instance_destroy(instance);
}

bool Instance::has(llvm::StringRef name) const {
  return luge_find_function(&program, name.str().c_str()) >= 0;
}

Function Instance::find(llvm::StringRef name) const {
  Function result = {luge_find_function(&program, name.str().c_str()), {}, {}, {}};
  if (result.number < 0)
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("program '{0}' has no function '{1}'", program.name, name));
  const luge_function &function = program.functions[result.number];
  for (int32_t arg : llvm::ArrayRef(function.args, function.arg_count)) {
    const luge_tensor &tensor = program.tensors[arg];
    if (tensor.role == LUGE_INPUT)
      result.inputs.push_back(&tensor);
    else if (tensor.role == LUGE_OUTPUT)
      result.outputs.push_back(&tensor);
    else if (tensor.role == LUGE_HYPER)
      result.hypers.push_back(&tensor);
  }
  return result;
}

void Instance::call(const Function &function, int64_t batch, llvm::ArrayRef<const void *> inputs,
                    llvm::ArrayRef<void *> outputs, llvm::ArrayRef<double> hypers) {
  luge_detail detail = LUGE_NO_DETAIL;
  luge_status status =
      luge_instance_call(instance.get(), function.number, batch, inputs.data(), outputs.data(),
                         hypers.empty() ? nullptr : hypers.data(), &detail);
  check(status, detail);
}

Tensor Instance::tensor(const std::string &name) const {
  static_assert(int(DType::Float32) == LUGE_F32 && int(DType::Float64) == LUGE_F64 &&
                int(DType::Int64) == LUGE_I64 && int(DType::Bool) == LUGE_BOOL);
  int32_t number = luge_find_tensor(&program, name.c_str());
  void *data = luge_instance_data(instance.get(), number);
  if (!data)
    throw Failure(ExitCode::BadInput, llvm::formatv("program '{0}' has no parameter or state '{1}'",
                                                    program.name, name));
  const luge_tensor &found = program.tensors[number];
  return from_blob(data, Sizes(found.extents, found.extents + found.rank), DType(found.dtype));
}

std::vector<luge_stored_tensor> Instance::describe(const NamedTensors &others) const {
  int32_t count = 0;
  const luge_stored_tensor *own = luge_instance_stored(instance.get(), &count);
  std::vector<luge_stored_tensor> stored(own, own + count);
  for (const auto &[name, tensor] : others)
    stored.push_back({name.c_str(), LUGE_F64, int32_t(tensor.dim()), tensor.sizes().data(),
                      tensor.data_ptr<double>()});
  return stored;
}

void Instance::save(const std::string &path, const Metadata &metadata,
                    const NamedTensors &others) const {
  std::vector<luge_stored_tensor> stored = describe(others);
  llvm::SmallVector<luge_metadata> pairs;
  for (auto &[key, value] : metadata)
    pairs.push_back({key.c_str(), value.c_str()});
  luge_detail detail = LUGE_NO_DETAIL;
  luge_status status = luge_safetensors_save(path.c_str(), stored.data(), stored.size(),
                                             pairs.data(), pairs.size(), &detail);
  check(status, detail, "cannot save '" + path + "'");
}

/// Makes a tensor of the file's shape.
static luge_status makeAsDescribed(void *context, const luge_described_tensor *found,
                                   luge_detail *) {
  auto &tensors = *static_cast<NamedTensors *>(context);
  if (auto wanted = tensors.find(found->name); wanted != tensors.end())
    wanted->second =
        frontend::makeTensor(kFloat64, Sizes(found->extents, found->extents + found->rank));
  return LUGE_OK;
}

void Instance::load(const std::string &path, NamedTensors &others) {
  luge_detail detail = LUGE_NO_DETAIL;
  const luge_safetensors_visitor visitor = {&others, makeAsDescribed, nullptr};
  luge_status status = luge_safetensors_scan(path.c_str(), &visitor, &detail);
  check(status, detail, "cannot load '" + path + "'");
  std::vector<luge_stored_tensor> stored = describe(others);
  std::vector<luge_byte_range> ranges(stored.size());
  status =
      luge_safetensors_load(path.c_str(), stored.data(), stored.size(), ranges.data(), &detail);
  check(status, detail, "cannot load '" + path + "'");
}

std::string luge::driver::readMetadata(const std::string &path, const char *key,
                                       const char *absent) {
  char value[LUGE_SAFETENSORS_VALUE_BYTES];
  luge_detail detail = LUGE_NO_DETAIL;
  luge_status status =
      luge_safetensors_find_metadata(path.c_str(), key, value, sizeof value, &detail);
  if (status == LUGE_ERROR_NAME && absent)
    return absent;
  if (status == LUGE_ERROR_NAME)
    throw Failure(ExitCode::BadInput,
                  "cannot resume from '" + path + "': it is not a checkpoint of 'luge train'");
  check(status, detail, "cannot load '" + path + "'");
  return value;
}
