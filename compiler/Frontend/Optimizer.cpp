#include "luge/Optimizer.h"

#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/StepTrace.h"

#include "luge/Factories.h"
#include "luge/GradMode.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace luge;
using namespace luge::frontend;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

double OptimizerParamGroup::get(const std::string &name, Location where) const {
  auto found = own->numbers.find(name);
  if (found == own->numbers.end()) {
    std::string known;
    for (auto &[number, value] : own->numbers)
      known += (known.empty() ? "" : ", ") + number;
    throw Error("the optimizer has no option '" + name + "', only " + known, where);
  }
  return found->second;
}

void OptimizerParamGroup::set(const std::string &name, double value, Location where) {
  get(name, where);
  OptimizerOptions changed = *own;
  changed.numbers[name] = value;
  if (check)
    check(changed, *own, where);
  own = std::move(changed);
  write(name, value);
}

void OptimizerParamGroup::set_options(const OptimizerOptions &changed, Location where) {
  for (auto &[name, value] : changed.flags)
    if (value != own->flags.at(name))
      throw ValueError("the flag '" + name + "' of a parameter group cannot be changed", where);
  if (changed.choices != own->choices)
    throw ValueError("the choices of a parameter group cannot be changed", where);
  OptimizerOptions checked = changed;
  if (check)
    check(checked, *own, where);
  for (auto &[name, value] : checked.numbers)
    set(name, value, where);
}

void OptimizerParamGroup::write(const std::string &name, double value) {
  own->numbers.at(name) = value;
  auto hyper = hypers.find(name);
  if (hyper == hypers.end())
    return;
  LazyTrace::get().release(*hyper->second.impl);
  fill(*hyper->second.impl->storage, kFloat64, value);
}

Optimizer::Optimizer(OptimizerAlgorithm algorithm, std::vector<OptimizerParamGroup> groups,
                     OptimizerOptions options, Location where)
    : algorithm(algorithm), defaults(std::move(options)), version(std::make_shared<int64_t>(0)) {
  algorithm.check(defaults, where);
  if (std::all_of(groups.begin(), groups.end(),
                  [](const OptimizerParamGroup &group) { return group.params().empty(); }))
    throw ValueError("optimizer got an empty parameter list", where);
  for (OptimizerParamGroup &group : groups)
    add_param_group(std::move(group), where);
}
Optimizer::~Optimizer() = default;

void Optimizer::add_param_group(OptimizerParamGroup group, Location where) {
  if (!group.own)
    group.own = defaults;
  algorithm.check(*group.own, where);
  std::set<TensorImpl *> seen;
  for (const Tensor &parameter : group.parameters) {
    if (!expectDefined(parameter, where).is_leaf())
      throw ValueError("can't optimize a tensor that is no leaf", where);
    if (!isFloat(parameter.dtype()))
      throw Error(std::string("can't optimize a tensor of type ") + name(parameter.dtype()), where);
    bool isInAnother = states.contains(parameter.impl.get());
    if (isInAnother || !seen.insert(parameter.impl.get()).second)
      throw ValueError((isInAnother
                            ? "some parameters appear in more than one parameter group: "
                            : "some parameters appear more than once in a parameter group: ") +
                           (parameter.name().empty() ? "one of shape " + toString(parameter.sizes())
                                                     : "'" + parameter.name() + "'"),
                       where);
  }
  UpdateRule rule;
  for (const Tensor &parameter : group.parameters) {
    rule = algorithm.rule(*group.own, parameter.sizes(), where);
    states.try_emplace(parameter.impl.get());
    for (const UpdateRule::State &state : rule.states)
      if (state.present)
        ensureState(parameter, state);
  }
  ensureHypers(group, rule);
  group.check = [check = algorithm.check, integers = rule.integers, version = version](
                    OptimizerOptions &changed, const OptimizerOptions &before, Location where) {
    check(changed, where);
    bool isOther = changed.flags != before.flags;
    for (const std::string &integer : integers)
      isOther |= changed.numbers.at(integer) != before.numbers.at(integer);
    *version += isOther;
  };
  groups.push_back(std::move(group));
  ++*version;
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

const Tensor &Optimizer::ensureState(const Tensor &parameter, const UpdateRule::State &state) {
  Tensor &tensor = states[parameter.impl.get()][state.key];
  if (tensor.defined())
    return tensor;
  tensor = state.isNumber ? makeScalar(kFloat32, 0)
                          : makeTensor(parameter.dtype(), state.sizes.value_or(parameter.sizes()));
  tensor.impl->role = Role::State;
  tensor.impl->name = state.key;
  tensor.impl->owner = parameter.impl;
  if (state.initial != 0) {
    fill(*tensor.impl->storage, tensor.dtype(), state.initial);
    tensor.impl->init = InitialValue{state.initial, state.initial, 0};
  }
  return tensor;
}

void Optimizer::ensureHypers(OptimizerParamGroup &group, const UpdateRule &rule) {
  for (const std::string &name : rule.numbers) {
    Tensor &hyper = group.hypers[name];
    if (hyper.defined())
      continue;
    hyper = makeScalar(kFloat64, group.own->numbers.at(name));
    hyper.impl->role = Role::Hyper;
    hyper.impl->name = name;
    hyper.impl->owner = group.hypers.at(rule.numbers.front()).impl;
  }
}

Tensor Optimizer::state(const Tensor &parameter, const std::string &key) const {
  auto ofParameter = states.find(parameter.impl.get());
  if (ofParameter == states.end())
    return Tensor();
  auto found = ofParameter->second.find(key);
  return found == ofParameter->second.end() ? Tensor() : found->second;
}

std::map<std::string, Tensor> Optimizer::state(const Tensor &parameter) const {
  auto ofParameter = states.find(parameter.impl.get());
  return ofParameter == states.end() ? std::map<std::string, Tensor>() : ofParameter->second;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void Optimizer::zero_grad(Location where) {
  for (OptimizerParamGroup &group : groups)
    for (Tensor &parameter : group.parameters)
      parameter.set_grad({}, where);
}

void Optimizer::step(Location where) { updateAll(Tensor(), where); }

void Optimizer::step_unless(const Tensor &skip, Location where) {
  if (expectDefined(skip, where).dtype() != kBool || skip.dim() != 0)
    throw Error(std::string("expected 'skip' to be a 0-d tensor of bool, got shape ") +
                    toString(skip.sizes()) + " of " + name(skip.dtype()),
                where);
  updateAll(skip, where);
}

Tensor Optimizer::step_if_finite(Location where) {
  NoGradGuard guard;
  std::optional<Term> others; // elements that are not finite
  for (OptimizerParamGroup &group : groups)
    for (const Tensor &parameter : group.parameters)
      if (Tensor gradient = parameter.grad(); gradient.defined()) {
        Term count = (!(abs(Term(gradient, where)) < INFINITY)).to(kFloat32).sum({});
        others.emplace(others ? *others + count : count);
      }
  Tensor found = others ? *others != 0 : full({}, false, {}, where);
  step_unless(found, where);
  return found;
}

void Optimizer::updateAll(Tensor skip, Location where) {
  if (StepTrace *trace = StepTrace::active(); trace && trace->failed().defined())
    skip =
        skip.defined() ? Operand(skip, where) | Operand(trace->failed(), where) : trace->failed();
  for (OptimizerParamGroup &group : groups)
    for (const Tensor &parameter : group.parameters)
      if (parameter.grad().defined())
        update(group, algorithm.rule(*group.own, parameter.sizes(), where), parameter, skip, where);
  if (StepTrace *trace = StepTrace::active())
    trace->guard([version = version, before = *version] { return *version == before; });
  else
    // Else a loop that reads nothing would record without end.
    LazyTrace::get().evaluate(where);
}

void Optimizer::update(OptimizerParamGroup &group, const UpdateRule &rule, const Tensor &parameter,
                       const Tensor &skip, Location where) {
  if (rule.op.empty())
    throw Error("this optimizer has no 'step' without a closure", where);
  Trace &trace = Trace::current();
  std::vector<Tensor> updated{parameter};
  llvm::SmallVector<mlir::Value> operands{trace.valueOf(parameter, where),
                                          trace.valueOf(parameter.grad(), where)};
  llvm::SmallVector<int32_t> segments{1, 1};
  for (const UpdateRule::State &state : rule.states) {
    segments.push_back(state.present);
    if (!state.present)
      continue;
    updated.push_back(ensureState(parameter, state));
    operands.push_back(trace.valueOf(updated.back(), where));
  }
  for (const std::string &name : rule.numbers) {
    segments.push_back(1);
    operands.push_back(trace.valueOf(group.hypers.at(name), where));
  }

  mlir::Builder builder(&context());
  llvm::SmallVector<mlir::NamedAttribute> attributes;
  for (const std::string &flag : rule.flags)
    if (group.own->flags.at(flag))
      attributes.push_back(builder.getNamedAttr(flag, builder.getUnitAttr()));
  for (const std::string &integer : rule.integers)
    attributes.push_back(builder.getNamedAttr(
        integer, builder.getI64IntegerAttr(int64_t(group.own->numbers.at(integer)))));
  segments.push_back(skip.defined());
  if (skip.defined())
    operands.push_back(trace.valueOf(skip, where));
  if (mlir::OperationName(rule.op, &context()).hasTrait<mlir::OpTrait::AttrSizedOperandSegments>())
    attributes.push_back(
        builder.getNamedAttr("operandSegmentSizes", builder.getDenseI32ArrayAttr(segments)));
  mlir::Operation *op = trace.emit(rule.op, operands, attributes, where);
  for (auto [tensor, value] : llvm::zip(updated, op->getResults()))
    trace.rebind(tensor, value, where);
}
