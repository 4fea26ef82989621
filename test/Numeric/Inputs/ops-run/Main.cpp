// Calls functions of the C++ API on arrays, for the tests frontend-*.py: ops-run CASES INPUTS.npz OUTPUTS.npz
//
// CASES has a case per line: NAME FUNCTION {OPTION=VALUE}. The arguments are the arrays NAME.0, NAME.1, ...; with
// gradient=0 nothing is differentiated.
//
// Writes NAME.result0, ..., and the gradients of the results' sum, weighted by NAME.weight0, ..., with respect to the
// arguments of floating-point type: NAME.grad0, ... With an option `inputs`, the arguments of these numbers are inputs
// of a compiled step, which have a batch, are multiplied by a parameter of 1, and have no weights; NAME.scale is that
// parameter's gradient.
#include "Case.h"
#include "Cases.h"

#include <fstream>
#include <iostream>

using namespace luge;
using cases::inputs;
using cases::outputs;

/// Read together: what was recorded until then is one program.
static std::map<std::string, Tensor> pending;

static void readPending() {
  for (auto &[name, tensor] : pending)
    cases::output(name, tensor);
  pending.clear();
}

static Tensor input(const std::string &name) {
  auto found = inputs.find(name);
  return found == inputs.end() ? Tensor() : Tensor(found->second.view());
}

static void output(const std::string &name, const std::vector<Tensor> &tensors) {
  for (size_t i = 0; i < tensors.size(); ++i)
    pending[name + std::to_string(i)] = tensors[i];
}

static std::function<Results(const Case &)> find(const std::string &function) {
  for (const Functions *table : {&activations, &contractions, &elementwise, &reductions, &shapes})
    if (auto found = table->find(function); found != table->end())
      return found->second;
  throw std::runtime_error("no function '" + function + "'");
}

/// The sum of what has a gradient; undefined if nothing has.
static Tensor sum(const std::vector<Tensor> &results, const std::vector<Tensor> &weights) {
  Tensor total;
  for (size_t i = 0; i < results.size(); ++i) {
    if (!results[i].requires_grad())
      continue;
    Tensor part = (i < weights.size() ? results[i] * weights[i] : results[i]).sum();
    total = total.defined() ? total + part : part;
  }
  return total;
}

/// As a step in which the arguments `numbers` have a batch.
static std::vector<Tensor> runStep(const std::string &name, const Case &c, const Sizes &numbers,
                                   const std::function<Results(const Case &)> &function) {
  std::vector<Tensor> batches;
  DType type = kFloat32;
  for (int64_t i : numbers) {
    batches.push_back(c[i].detach());
    if (isFloat(c[i].dtype()))
      type = c[i].dtype();
  }
  Tensor scale = ones({}, TensorOptions(type).requires_grad(c.number("gradient", 1)));
  CompiledStep step(
      [&](const std::vector<Tensor> &given) {
        Case traced = c;
        for (size_t i = 0; i < numbers.size(); ++i)
          traced.args[numbers[i]] = isFloat(given[i].dtype()) ? given[i] * scale : given[i];
        std::vector<Tensor> results = function(traced).tensors;
        if (Tensor total = sum(results, {}); total.defined())
          total.backward();
        return results;
      },
      {});
  std::vector<Tensor> results = step.call(batches);
  if (scale.grad().defined())
    output(name + ".scale", {scale.grad()});
  return results;
}

static void runCase(const std::string &line) {
  std::istringstream words(line);
  Case c;
  std::string name, functionName;
  words >> name >> functionName;
  for (std::string word; words >> word;) {
    size_t equals = word.find('=');
    c.options[word.substr(0, equals)] = word.substr(equals + 1);
  }
  for (int i = 0; input(name + "." + std::to_string(i)).defined(); ++i) {
    Tensor argument = input(name + "." + std::to_string(i));
    bool differentiable = isFloat(argument.dtype()) && c.number("gradient", 1);
    c.args.push_back(argument.requires_grad_(differentiable));
  }
  auto function = find(functionName);
  if (c.has("inputs")) {
    output(name + ".result", runStep(name, c, c.list("inputs"), function));
    return;
  }
  std::vector<Tensor> results = function(c).tensors, weights;
  output(name + ".result", results);
  for (size_t i = 0; i < results.size(); ++i)
    weights.push_back(input(name + ".weight" + std::to_string(i)));
  Tensor total = sum(results, weights);
  if (!total.defined())
    return;
  total.backward();
  for (size_t i = 0; i < c.size(); ++i)
    if (c[i].grad().defined())
      output(name + ".grad" + std::to_string(i) + ".", {c[i].grad()});
}

int main(int argc, char **argv) {
  std::string line;
  try {
    std::ifstream lines(argc == 4 ? argv[1] : "");
    if (!lines)
      throw std::runtime_error("usage: ops-run CASES INPUTS.npz OUTPUTS.npz");
    inputs = data::readNpz(argv[2]);
    for (size_t count = 1; std::getline(lines, line); ++count) {
      runCase(line);
      if (count % 32 == 0)
        readPending();
    }
    readPending();
    data::writeNpz(argv[3], outputs);
  } catch (const std::exception &error) {
    std::cerr << "error: " << error.what() << "\nat: " << line << "\n";
    return 1;
  }
}
