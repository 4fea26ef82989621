#include "luge/SequenceLosses.h"

#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Record.h"
#include "compiler/Frontend/StepTrace.h"
#include "dialects/Nn/NnOps.h"

#include <numeric>

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

static void expectInt64(Argument argument, Location where) {
  if (expectDefined(argument.tensor, where).dtype() != kInt64)
    throw TypeError(std::string("expected '") + argument.name +
                        "' to have elements of int64, got " + name(argument.tensor.dtype()),
                    where);
}

/// Lengths of `batch` sequences, none above `limit`: [N], or [] of the only one.
static Tensor lengthsOf(Argument argument, int64_t batch, int64_t limit, Location where) {
  expectInt64(argument, where);
  Tensor lengths =
      argument.tensor.dim() == 0 ? argument.tensor.unsqueeze(0, where) : argument.tensor;
  if (lengths.sizes() != Sizes{batch})
    throw ValueError(std::string("expected '") + argument.name +
                         "' to have a length for each of the sequences, shape " +
                         toString(Sizes{batch}) + ", got " + toString(argument.tensor.sizes()),
                     where);
  if (StepTrace::active()) {
    checkIndices({argument.name, lengths}, limit + 1, /*ignored=*/0, where);
    return lengths;
  }
  for (auto [n, length] : llvm::enumerate(argument.tensor.to_vector<int64_t>(where)))
    if (length < 0 || length > limit)
      throw ValueError(std::string("expected '") + argument.name + "' to be from 0 to " +
                           std::to_string(limit) + ", got " + std::to_string(length) +
                           " for sequence " + std::to_string(n),
                       where);
  return lengths;
}

/// Of concatenated targets.
static void expectSum(const Tensor &targetLengths, int64_t labels, Location where) {
  std::string wanted = "add up to the " + std::to_string(labels) + " labels of 'targets'";
  if (StepTrace *trace = StepTrace::active()) {
    auto number = static_cast<double>(labels);
    Term sum = Term(targetLengths, where).sum({}).to(kFloat64);
    return trace->check({sum, number, number, "'target_lengths' " + wanted, where});
  }
  auto lengths = targetLengths.to_vector<int64_t>(where);
  if (int64_t sum = std::accumulate(lengths.begin(), lengths.end(), int64_t(0)); sum != labels)
    throw ValueError("expected 'target_lengths' to " + wanted + ", got " + std::to_string(sum),
                     where);
}

/// torch does not look, and reads what lies beside 'log_probs'.
static void checkLabels(const Tensor &targets, const Tensor &targetLengths, int64_t classes,
                        Location where) {
  if (targets.dim() == 1 && targetLengths.sizes() != Sizes{1})
    return checkIndices({"targets", targets}, classes, /*ignored=*/0, where);
  // What pads a target may be anything.
  Term position(numbersBelow(targets.sizes().back(), where), where);
  Term isLabel = position < Term(targetLengths, where).unsqueeze(-1);
  Operand labels(targets, where);
  Tensor counted = luge::where(isLabel, labels, Operand(int64_t(0), where));
  checkElements({counted, where}, 0, static_cast<double>(classes - 1),
                "all labels of 'targets' are from 0 to " + std::to_string(classes - 1));
}

Tensor F::ctc_loss(const Tensor &log_probs, const Tensor &targets, const Tensor &input_lengths,
                   const Tensor &target_lengths, const CTCLossOptions &options, Location where) {
  expectFloat({"log_probs", log_probs}, where);
  const Sizes &sizes = log_probs.sizes();
  bool unbatched = sizes.size() == 2;
  if ((!unbatched && sizes.size() != 3) || sizes.front() < 1 || sizes.back() < 1)
    throw ValueError(
        "expected 'log_probs' to be [T, N, C] or [T, C] with T and C above 0, got shape " +
            toString(sizes),
        where);
  if (options.blank() < 0 || options.blank() >= sizes.back())
    throw ValueError("expected 'blank' to be one of the " + std::to_string(sizes.back()) +
                         " classes, got " + std::to_string(options.blank()),
                     where);
  int64_t batch = unbatched ? 1 : sizes[1];
  if (batch == 0)
    throw ValueError(
        "expected 'log_probs' to have at least one sequence, got shape " + toString(sizes), where);
  expectInt64({"targets", targets}, where);
  bool padded = targets.dim() == 2 && targets.sizes()[0] == batch;
  if (!padded && (targets.dim() != 1 || targets.sizes()[0] == kBatch))
    throw ValueError(
        "expected 'targets' to be padded, [N, S], or concatenated to one dimension, got " +
            toString(targets.sizes()) + " with 'log_probs' " + toString(sizes),
        where);
  Tensor inputLengths = lengthsOf({"input_lengths", input_lengths}, batch, sizes.front(), where);
  Tensor targetLengths =
      lengthsOf({"target_lengths", target_lengths}, batch, targets.sizes().back(), where);
  if (!padded)
    expectSum(target_lengths, targets.sizes()[0], where);
  checkLabels(targets, targetLengths, sizes.back(), where);

  std::vector<mlir::NamedAttribute> attributes{attribute("blank", options.blank())};
  if (options.zero_infinity())
    attributes.push_back(attribute("zero_infinity", mlir::UnitAttr::get(&context())));
  Term losses(record<nn::CtcLossOp>({unbatched ? log_probs.unsqueeze(1, where) : log_probs, targets,
                                     inputLengths, targetLengths},
                                    attributes, where),
              where);
  if (options.reduction() == kMean)
    losses = losses / clampMin(Term(targetLengths, where), 1).to(log_probs.dtype());
  if (options.reduction() == kNone && unbatched)
    return losses.tensor.reshape({}, where);
  return reduceLoss(losses, options.reduction());
}
