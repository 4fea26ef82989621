/// L-BFGS on the host, around a closure. Source: torch/optim/lbfgs.py.
#include "luge/OptimLbfgs.h"

#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/LineSearch.h"
#include "compiler/Frontend/OptimChecks.h"
#include "compiler/Frontend/StepTrace.h"

#include <cmath>
#include <deque>
#include <numeric>

using namespace luge;
using namespace luge::frontend;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

LBFGSOptions::LBFGSOptions(double lr)
    : OptimizerOptions{{{"lr", lr},
                        {"max_iter", 20},
                        {"tolerance_grad", 1e-7},
                        {"tolerance_change", 1e-9},
                        {"history_size", 100}},
                       {},
                       {{"line_search_fn", "none"}}} {}

void LBFGSOptions::check(OptimizerOptions &options, Location where) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  expectNonNegative(options, "lr", "learning rate", where);
  expectRange(options.numbers.at("history_size"), 1, infinity, "history_size", where);
  options.numbers.try_emplace("max_eval", std::floor(options.numbers.at("max_iter") * 5 / 4));
  for (const char *count : {"history_size", "max_iter", "max_eval"})
    expectInteger(options, count, count, where);
  const std::string &search = options.choices.at("line_search_fn");
  if (search != "none" && search != "strong_wolfe")
    throw Error("Invalid function 'line_search_fn': '" + search +
                    "'; expected 'none' or 'strong_wolfe'",
                where);
}

UpdateRule LBFGSOptions::rule(const OptimizerOptions &, const Sizes &, Location) { return {}; }

//===----------------------------------------------------------------------===//
// Parameters as one vector
//===----------------------------------------------------------------------===//

/// Calls `function` with the elements, float or double, of a tensor whose memory is up to date.
template <typename F> static void withElements(const Tensor &tensor, Location where, F function) {
  if (tensor.dtype() == kFloat32)
    function(tensor.data_ptr<float>(where), tensor.numel());
  else
    function(tensor.data_ptr<double>(where), tensor.numel());
}

static void append(Vector &vector, const Tensor &tensor, Location where) {
  withElements(tensor, where, [&](auto *elements, int64_t count) {
    vector.insert(vector.end(), elements, elements + count);
  });
}

static Vector gather(const std::vector<Tensor> &tensors, Location where) {
  Vector vector;
  for (const Tensor &tensor : tensors)
    append(vector, tensor, where);
  return vector;
}

/// Zeros where a parameter has no gradient.
static Vector gatherGradients(const std::vector<Tensor> &parameters, Location where) {
  Vector vector;
  for (const Tensor &parameter : parameters)
    if (parameter.grad().defined())
      append(vector, parameter.grad(), where);
    else
      vector.resize(vector.size() + parameter.numel());
  return vector;
}

/// Sets the parameters to `origin + t * direction`.
static void moveTo(const std::vector<Tensor> &parameters, const Vector &origin, double t,
                   const Vector &direction, Location where) {
  size_t next = 0;
  for (const Tensor &parameter : parameters)
    withElements(parameter, where, [&](auto *elements, int64_t count) {
      LazyTrace::get().release(*parameter.impl);
      elements = static_cast<decltype(elements)>(parameter.impl->storage->data());
      for (int64_t i = 0; i < count; ++i, ++next)
        elements[i] = origin[next] + t * direction[next];
    });
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

/// What the next iteration depends on. `d` is empty before the first.
struct LBFGS::History {
  double evaluations = 0, iterations = 0, t = 0, scale = 1;
  Vector direction, gradient;
  /// Differences of gradients and of parameters, the oldest first, and the reciprocals of their products.
  std::deque<Vector> gradientChanges, parameterChanges;
  std::deque<double> reciprocals;

  /// Remembers how the gradient changed along the last step, unless the function is not convex there.
  void update(const Vector &newGradient, size_t size);
  /// The negative gradient times the estimate of the inverse Hessian.
  Vector computeDirection(const Vector &newGradient) const;
};

void LBFGS::History::update(const Vector &newGradient, size_t size) {
  Vector y = newGradient, s(direction.size());
  addScaled(y, -1, gradient);
  addScaled(s, t, direction);
  double product = dot(y, s);
  if (!(product > 1e-10))
    return;
  scale = product / dot(y, y);
  while (gradientChanges.size() >= size) {
    gradientChanges.pop_front();
    parameterChanges.pop_front();
    reciprocals.pop_front();
  }
  gradientChanges.push_back(std::move(y));
  parameterChanges.push_back(std::move(s));
  reciprocals.push_back(1 / product);
}

Vector LBFGS::History::computeDirection(const Vector &newGradient) const {
  Vector result(newGradient.size()), weights(reciprocals.size());
  addScaled(result, -1, newGradient);
  for (size_t i = reciprocals.size(); i-- > 0;) {
    weights[i] = dot(parameterChanges[i], result) * reciprocals[i];
    addScaled(result, -weights[i], gradientChanges[i]);
  }
  for (double &element : result)
    element *= scale;
  for (size_t i = 0; i < reciprocals.size(); ++i)
    addScaled(result, weights[i] - dot(gradientChanges[i], result) * reciprocals[i],
              parameterChanges[i]);
  return result;
}

LBFGS::LBFGS(std::vector<Tensor> params, LBFGSOptions options, Location where)
    : LBFGS(std::vector<OptimizerParamGroup>{std::move(params)}, std::move(options), where) {}

LBFGS::LBFGS(std::vector<OptimizerParamGroup> groups, LBFGSOptions options, Location where)
    : OptimizerWith(std::move(groups), std::move(options), where),
      history(std::make_unique<History>()) {
  if (param_groups().size() != 1)
    throw ValueError("LBFGS has one parameter group, got " + std::to_string(param_groups().size()),
                     where);
}
LBFGS::~LBFGS() = default;

/// [rows, columns]
static Tensor toTensor(const std::deque<Vector> &rows, size_t columns) {
  Tensor tensor = makeTensor(kFloat64, {int64_t(rows.size()), int64_t(columns)});
  auto *next = static_cast<double *>(tensor.impl->storage->data());
  for (const Vector &row : rows)
    next = std::copy(row.begin(), row.end(), next);
  return tensor;
}

template <typename Range> static Tensor toTensor(const Range &numbers) {
  Tensor tensor = makeTensor(kFloat64, {int64_t(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), static_cast<double *>(tensor.impl->storage->data()));
  return tensor;
}

std::map<std::string, Tensor> LBFGS::state_dict() const {
  size_t columns = history->direction.size();
  return {{"func_evals", makeScalar(kFloat64, history->evaluations)},
          {"n_iter", makeScalar(kFloat64, history->iterations)},
          {"t", makeScalar(kFloat64, history->t)},
          {"H_diag", makeScalar(kFloat64, history->scale)},
          {"d", toTensor(history->direction)},
          {"prev_flat_grad", toTensor(history->gradient)},
          {"old_dirs", toTensor(history->gradientChanges, columns)},
          {"old_stps", toTensor(history->parameterChanges, columns)},
          {"ro", toTensor(history->reciprocals)}};
}

void LBFGS::load_state_dict(const std::map<std::string, Tensor> &state, Location where) {
  auto find = [&](const char *key, std::optional<Sizes> shape) {
    auto found = state.find(key);
    if (found == state.end())
      throw Error(std::string("the state has no '") + key + "'", where);
    if (shape && found->second.sizes() != *shape)
      throw Error(std::string("expected '") + key + "' to have shape " + toString(*shape) +
                      ", got " + toString(found->second.sizes()),
                  where);
    return found->second.to_vector<double>(where);
  };
  std::vector<double> reciprocals = find("ro", std::nullopt);
  int64_t rows = reciprocals.size(), columns = 0;
  auto number = [&](const char *key) { return find(key, Sizes{})[0]; };
  auto loaded = std::make_unique<History>();
  loaded->evaluations = number("func_evals");
  loaded->iterations = number("n_iter");
  loaded->t = number("t");
  loaded->scale = number("H_diag");
  if (loaded->iterations > 0)
    for (const Tensor &parameter : param_groups()[0].params())
      columns += parameter.numel();
  loaded->direction = find("d", Sizes{columns});
  loaded->gradient = find("prev_flat_grad", Sizes{columns});
  auto split = [&](const Vector &elements, std::deque<Vector> &result) {
    for (int64_t row = 0; row < rows; ++row)
      result.emplace_back(elements.begin() + row * columns, elements.begin() + (row + 1) * columns);
  };
  split(find("old_dirs", Sizes{rows, columns}), loaded->gradientChanges);
  split(find("old_stps", Sizes{rows, columns}), loaded->parameterChanges);
  loaded->reciprocals.assign(reciprocals.begin(), reciprocals.end());
  history = std::move(loaded);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void LBFGS::zero_grad(Location where) {
  if (!StepTrace::active())
    Optimizer::zero_grad(where);
}

Tensor LBFGS::step(const Closure &closure, Location where) {
  if (StepTrace::active())
    throw Error("LBFGS evaluates a closure several times, and cannot be part of a compiled step",
                where);
  if (param_groups().size() != 1)
    throw Error("LBFGS has one parameter group, got " + std::to_string(param_groups().size()),
                where);
  const OptimizerParamGroup &group = param_groups()[0];
  const std::vector<Tensor> &parameters = group.params();
  double lr = group.get_lr(), maxIterations = group.get("max_iter");
  double maxEvaluations = group.get("max_eval"), toleranceGrad = group.get("tolerance_grad");
  double toleranceChange = group.get("tolerance_change"), size = group.get("history_size");

  auto computeLoss = [&] {
    zero_grad(where);
    Tensor loss = closure();
    if (llvm::none_of(parameters, [](const Tensor &p) { return p.grad().defined(); }))
      throw Error("the closure of LBFGS left no gradient; it has to call 'backward'", where);
    return loss;
  };
  Tensor firstLoss = computeLoss();
  LinePoint point{0, firstLoss.item<double>(where), gatherGradients(parameters, where)};
  double evaluations = 1;
  ++history->evaluations;
  bool isOptimal = maxMagnitude(point.gradient) <= toleranceGrad;
  for (int64_t iteration = 1; !isOptimal && iteration <= maxIterations; ++iteration) {
    bool isFirst = ++history->iterations == 1;
    if (!isFirst)
      history->update(point.gradient, size);
    Vector direction = history->computeDirection(point.gradient);
    double sum = std::accumulate(point.gradient.begin(), point.gradient.end(), 0.0,
                                 [](double total, double g) { return total + std::abs(g); });
    double t = isFirst ? std::min(1.0, 1 / sum) * lr : lr;
    history->direction = direction;
    history->gradient = point.gradient;
    history->t = t;
    point.t = 0;
    point.slope = dot(point.gradient, direction);
    if (point.slope > -toleranceChange)
      break;

    double lossBefore = point.value;
    Vector origin = gather(parameters, where);
    auto evaluate = [&](double distance) {
      moveTo(parameters, origin, distance, direction, where);
      double value = computeLoss().item<double>(where);
      Vector gradient = gatherGradients(parameters, where);
      double slope = dot(gradient, direction);
      return LinePoint{distance, value, std::move(gradient), slope};
    };
    double evaluationsBefore = evaluations;
    if (group.options().choices.at("line_search_fn") == "strong_wolfe") {
      LineSearchResult result = searchStrongWolfe(evaluate, point, t, maxMagnitude(direction),
                                                  toleranceChange, maxEvaluations - evaluations);
      point = std::move(result.point);
      history->t = t = point.t;
      evaluations += result.evaluations;
      moveTo(parameters, origin, t, direction, where);
    } else if (iteration < maxIterations) {
      point = evaluate(t);
      ++evaluations;
    } else {
      moveTo(parameters, origin, t, direction, where);
    }
    isOptimal = maxMagnitude(point.gradient) <= toleranceGrad;
    history->evaluations += evaluations - evaluationsBefore;
    if (evaluations >= maxEvaluations || std::abs(t) * maxMagnitude(direction) <= toleranceChange ||
        std::abs(point.value - lossBefore) < toleranceChange)
      break;
  }
  return firstLoss;
}
