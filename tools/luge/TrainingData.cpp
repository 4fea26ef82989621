// The data sets that `--data` names.
#include "tools/luge/TrainingData.h"
#include "runtime/Data/FashionMnist.h"
#include "runtime/Data/Npz.h"
#include "runtime/Data/Synthetic.h"
#include "tools/luge/Failure.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

using namespace luge;
using namespace luge::driver;

/// Extents without the batch.
static std::vector<int64_t> rowExtents(const luge_tensor &tensor) {
  return {tensor.extents + 1, tensor.extents + tensor.rank};
}

static TrainingData makeSynthetic(const Function &step, uint64_t seed) {
  data::SyntheticOptions options = {.samples = 4096,
                                    .extents = rowExtents(*step.inputs[0]),
                                    .classes = step.inputs[1]->index_limit,
                                    .seed = seed};
  if (options.classes == 0)
    throw Failure(ExitCode::BadInput,
                  "data set 'synthetic' has classes, but the program's targets are numbers");
  return {data::Synthetic(data::Split::train, options),
          data::Synthetic(data::Split::test, options)};
}

void luge::driver::expectDataSet(llvm::StringRef name) {
  if (name == "fashion-mnist" || name == "synthetic" || llvm::sys::fs::exists(name))
    return;
  if (name.contains('/') || name.ends_with(".npz"))
    throw Failure(ExitCode::BadInput, llvm::formatv("no such data set: '{0}'", name));
  failUnknown("data set", name, {"fashion-mnist", "synthetic"});
}

static TrainingData read(llvm::StringRef name, const Function &step, uint64_t seed) {
  if (name == "fashion-mnist")
    return {data::FashionMNIST(data::Split::train), data::FashionMNIST(data::Split::test)};
  if (name == "synthetic")
    return makeSynthetic(step, seed);
  std::string path = name.str();
  if (llvm::sys::fs::is_directory(name))
    return {data::readMnistFiles(data::Split::train, path, step.inputs[1]->index_limit),
            data::readMnistFiles(data::Split::test, path, step.inputs[1]->index_limit)};
  return {data::readNpzDataset(data::Split::train, path),
          data::readNpzDataset(data::Split::test, path)};
}

/// Throws unless rows of `array` have the type and as many elements as rows of `tensor`.
static void check(llvm::StringRef name, const char *what, const data::Array &array,
                  const luge_tensor &tensor) {
  static constexpr data::Type types[] = {data::Type::f32, data::Type::f64, data::Type::i64,
                                         data::Type::boolean};
  data::Type type = array.type == data::Type::u8 ? data::Type::f32 : array.type;
  int64_t expected = luge_tensor_elements(&tensor, 1);
  int64_t found = array.rows() ? array.elements() / array.rows() : 0;
  if (found != expected || type != types[tensor.dtype])
    throw Failure(
        ExitCode::BadInput,
        llvm::formatv(
            "data set '{0}' does not fit the program: expected {1} of {2} x {3} per sample for "
            "'{4}', got {5} x {6}",
            name, what, expected, data::nameOf(types[tensor.dtype]), tensor.name, found,
            data::nameOf(type)));
}

TrainingData luge::driver::loadTrainingData(llvm::StringRef name, const Function &step,
                                            uint64_t seed) {
  if (step.inputs.size() != 2)
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("expected 'step' to take an input and a target, got {0} inputs",
                                step.inputs.size()));
  TrainingData result = read(name, step, seed);
  for (const data::Dataset *split : {&result.train, &result.test}) {
    check(name, "inputs", split->inputs, *step.inputs[0]);
    check(name, "targets", split->targets, *step.inputs[1]);
  }
  return result;
}
