#include "luge/Compile.h"

#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/TracedProgram.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

using namespace luge;
using namespace luge::frontend;

/// The step, traced for some types and extents.
struct Variant {
  std::vector<InputSpec> inputs;
  TracedProgram program;
};

struct CompiledStep::Impl {
  Function function;
  CompileOptions options;
  std::vector<std::shared_ptr<Variant>> variants;
  int64_t compilations = 0;
};

static constexpr const char *kFunction = "step";

CompileOptions &CompileOptions::threads(int value, Location where) {
  expectThreads(value, where);
  threadCount = value;
  return *this;
}

CompiledStep::CompiledStep(Function function, CompileOptions options)
    : impl(new Impl{std::move(function), std::move(options), {}, 0}) {}

int64_t CompiledStep::compilations() const { return impl->compilations; }

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// The inputs' types and shapes, with `?` for the batch.
static std::vector<InputSpec> describe(const std::vector<Tensor> &inputs,
                                       const CompileOptions &options, Location where) {
  std::vector<InputSpec> specs;
  for (size_t i = 0; i < inputs.size(); ++i) {
    Sizes sizes = expectDefined(inputs[i], where).sizes();
    if (!sizes.empty())
      sizes[0] = kBatch;
    specs.push_back(
        {i < options.inputs().size() ? options.inputs()[i] : "input" + std::to_string(i),
         inputs[i].dtype(), sizes});
  }
  return specs;
}

/// The first extent that all inputs share; 0 if none has any.
static int64_t batchOf(const std::vector<Tensor> &inputs, Location where) {
  const Tensor *first = nullptr;
  for (const Tensor &input : inputs) {
    if (input.dim() == 0)
      continue;
    if (first && input.sizes()[0] != first->sizes()[0])
      throw Error(
          "the inputs of a compiled step must agree on the batch, their first extent; got shapes " +
              toString(first->sizes()) + " and " + toString(input.sizes()),
          where);
    first = &input;
  }
  return first ? first->sizes()[0] : 0;
}

static bool matches(const Variant &variant, const std::vector<InputSpec> &inputs) {
  auto same = [](const InputSpec &a, const InputSpec &b) {
    return a.dtype == b.dtype && a.sizes == b.sizes;
  };
  return std::equal(inputs.begin(), inputs.end(), variant.inputs.begin(), variant.inputs.end(),
                    same) &&
         llvm::all_of(variant.program.function(kFunction).guards,
                      [](const auto &holds) { return holds(); });
}

/// With LUGE_LOG=info, says what is compiled and for which inputs.
static void logCompilation(const CompiledStep::Impl &step, const std::vector<InputSpec> &inputs) {
  const char *level = std::getenv("LUGE_LOG");
  if (!level || llvm::StringRef(level) != "info")
    return;
  llvm::errs() << "luge: compiling '" << step.options.name() << "'"
               << (step.variants.empty() ? "" : " once more") << " for inputs";
  for (const InputSpec &input : inputs)
    llvm::errs() << ' ' << name(input.dtype) << toString(input.sizes);
  llvm::errs() << '\n';
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

std::vector<Tensor> CompiledStep::call(const std::vector<Tensor> &inputs, Location where) {
  if (Trace::isTracingStep())
    return impl->function(inputs); // part of the step that is being traced
  std::vector<InputSpec> specs = describe(inputs, impl->options, where);
  int64_t batch = batchOf(inputs, where);
  bool hasBatch = llvm::any_of(inputs, [](const Tensor &input) { return input.dim() > 0; });
  std::optional<int64_t> maximum = impl->options.max_batch();
  if (maximum && batch > *maximum)
    throw Error("the batch of " + std::to_string(batch) + " is above the maximum of " +
                    std::to_string(*maximum) + " that CompileOptions().max_batch() gave",
                where);

  std::erase_if(impl->variants, [&](const std::shared_ptr<Variant> &variant) {
    return matches(*variant, specs) && variant->program.maxBatch() < batch;
  });
  auto found =
      llvm::find_if(impl->variants, [&](const auto &variant) { return matches(*variant, specs); });
  if (found == impl->variants.end()) {
    int64_t planned = hasBatch ? std::max<int64_t>(maximum.value_or(batch), 1) : 0;
    auto variant =
        std::make_shared<Variant>(Variant{specs, TracedProgram(impl->options.name(), planned)});
    logCompilation(*impl, specs);
    variant->program.trace(kFunction, specs, impl->function, impl->options.outputs(), where);
    found = impl->variants.insert(impl->variants.end(), std::move(variant));
    ++impl->compilations;
  }
  // A call from within another one of this step may drop the variant.
  std::shared_ptr<Variant> variant = *found;
  return variant->program.run(kFunction, inputs, batch, where, impl->options.threads());
}

std::string CompiledStep::ir(const std::string &stage, Location where) const {
  if (impl->variants.empty())
    throw Error("the step has not been traced; call it first", where);
  return impl->variants.back()->program.ir(stage, where);
}
