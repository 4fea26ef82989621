#include "compiler/Frontend/LossArguments.h"

#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

#include <limits>
#include <numeric>

using namespace luge;
using namespace luge::frontend;

static std::string quoted(Argument argument) { return std::string("'") + argument.name + "'"; }

void frontend::expectFloat(Argument argument, Location where) {
  if (!isFloat(expectDefined(argument.tensor, where).dtype()))
    throw TypeError("expected " + quoted(argument) +
                        " to have elements of float32 or float64, got " +
                        name(argument.tensor.dtype()),
                    where);
}

void frontend::expectSameShape(Argument first, Argument second, Location where) {
  if (expectDefined(first.tensor, where).sizes() != expectDefined(second.tensor, where).sizes())
    throw ValueError("expected " + quoted(first) + " and " + quoted(second) +
                         " to have the same shape, got " + toString(first.tensor.sizes()) +
                         " and " + toString(second.tensor.sizes()),
                     where);
}

void frontend::expectEqualRanks(llvm::ArrayRef<Argument> arguments, Location where) {
  for (Argument argument : arguments.drop_front())
    if (expectDefined(argument.tensor, where).dim() != arguments[0].tensor.dim())
      throw ValueError("expected " + quoted(arguments[0]) + " and " + quoted(argument) +
                           " to have equally many dimensions, got shapes " +
                           toString(arguments[0].tensor.sizes()) + " and " +
                           toString(argument.tensor.sizes()),
                       where);
}

void frontend::expectClassWeights(const Tensor &weight, const Tensor &input, int64_t classes,
                                  Location where) {
  if (!weight.defined())
    return;
  if (weight.sizes() != Sizes{classes})
    throw ValueError("expected 'weight' to have one number for each of the " +
                         std::to_string(classes) + " classes, got shape " +
                         toString(weight.sizes()),
                     where);
  if (weight.dtype() != input.dtype())
    throw TypeError(std::string("expected 'weight' to have the type of 'input', ") +
                        name(input.dtype()) + ", got " + name(weight.dtype()),
                    where);
}

void frontend::expectClassNumbers(const Tensor &target, const Sizes &wanted, Location where) {
  if (expectDefined(target, where).sizes() != wanted)
    throw ValueError("expected 'target' to have the shape " + toString(wanted) + ", got " +
                         toString(target.sizes()),
                     where);
  if (target.dtype() != kInt64)
    throw TypeError(std::string("expected 'target' to hold class numbers of int64, got ") +
                        name(target.dtype()),
                    where);
}

void frontend::expectLabelSmoothing(double smoothing, Location where) {
  if (!(smoothing >= 0 && smoothing <= 1))
    throw ValueError("expected 'label_smoothing' to be in [0, 1], got " + toString(smoothing),
                     where);
}

std::vector<Tensor> frontend::broadcast(Argument first, Argument second, Location where) {
  const Tensor &a = expectDefined(first.tensor, where), &b = expectDefined(second.tensor, where);
  try {
    broadcastShapes(a.sizes(), b.sizes(), where);
  } catch (const Error &error) {
    throw Error(quoted(first) + " and " + quoted(second) + ": " + error.message(), where);
  }
  return unify({Operand(a, where), Operand(b, where)}, where, promote(a.dtype(), b.dtype()));
}

void frontend::checkElements(const Term &x, double low, double high, const std::string &condition,
                             const Tensor &result) {
  if (llvm::is_contained(x.tensor.sizes(), 0))
    return;
  Term elements = isFloat(x.tensor.dtype()) ? x.detach() : x.to(kFloat64);
  // Of what is outside, and of NaN, one is found; of no elements, none.
  Term number = minimum(elements.amin({}), high);
  if (high != std::numeric_limits<double>::infinity()) {
    // Of NaN the least tells, too: a maximum that leaves it out is one instruction.
    Sizes dimensions(x.tensor.dim());
    std::iota(dimensions.begin(), dimensions.end(), 0);
    Term greatest =
        x.with(record<nn::AmaxOp>({elements},
                                  {attribute("dimensions", dimensions),
                                   attribute("ignore_nan", mlir::UnitAttr::get(&context()))},
                                  x.where));
    number = select(greatest > high, greatest, number);
  }
  Trace::current().check({number, low, high, condition, x.where, result});
}

void frontend::checkIndices(Argument indices, int64_t classes, int64_t ignored, Location where) {
  Trace &trace = Trace::current();
  if (trace.limitIndices(trace.valueOf(indices.tensor, where), {classes, ignored}))
    return;
  std::string condition =
      "all elements of " + quoted(indices) + " are from 0 to " + std::to_string(classes - 1);
  if (ignored < 0 || ignored >= classes)
    condition += " or " + std::to_string(ignored);
  Operand x(indices.tensor, where);
  Tensor counted = luge::where(x == Operand(ignored, where), Operand(int64_t(0), where), x);
  checkElements({counted, where}, 0, static_cast<double>(classes - 1), condition);
}

Tensor frontend::numbersBelow(int64_t end, Location where) {
  std::vector<int64_t> numbers(end);
  std::iota(numbers.begin(), numbers.end(), 0);
  auto type = tensorType(kInt64, {end});
  return record<nn::ConstantOp>(
      {},
      {attribute("value", mlir::DenseElementsAttr::get(type, llvm::ArrayRef<int64_t>(numbers)))},
      where);
}

mlir::NamedAttribute frontend::reductionAttribute(luge::Reduction reduction) {
  nn::Reduction how = reduction == kNone   ? nn::Reduction::None
                      : reduction == kMean ? nn::Reduction::Mean
                                           : nn::Reduction::Sum;
  return attribute("reduction", nn::ReductionAttr::get(&context(), how));
}

Tensor frontend::reduceLoss(const Term &losses, luge::Reduction reduction) {
  if (reduction == kNone)
    return losses;
  return reduction == kMean ? losses.mean({}) : losses.sum({});
}
