// L-BFGS of the C++ API on arrays from a file, for lbfgs.py.
//
//   lbfgs-run CASES INPUTS.npz OUTPUTS.npz
//
// CASES has a case per line:
//
//   NAME (bowl|rosenbrock) STEPS { OPTION=VALUE }
//     of arrays NAME.x and NAME.y; writes NAME.<step>.loss, .x and .y after each step, and NAME.func_evals
#include "Cases.h"

#include <sstream>

using namespace luge;
using cases::inputs;
using cases::output;

static Tensor rosenbrock(const Tensor &x, const Tensor &y) {
  Tensor z = cat({x.flatten(), y.flatten()}, 0);
  int64_t count = z.size(0) - 1;
  Tensor first = z.narrow(0, 0, count), next = z.narrow(0, 1, count);
  return (100 * (next - first.square()).square() + (1 - first).square()).sum();
}

static Tensor bowl(const Tensor &x, const Tensor &y) {
  return x.pow(4).sum() + (y - 3).square().sum() + x.sum() * y.sum() / 10;
}

static void runCase(const std::string &line) {
  std::istringstream words(line);
  std::string name, function;
  int steps;
  words >> name >> function >> steps;
  optim::LBFGSOptions options;
  for (std::string word; words >> word;) {
    size_t equals = word.find('=');
    std::string option = word.substr(0, equals), value = word.substr(equals + 1);
    if (option == "line_search_fn")
      options.line_search_fn(value);
    else
      options.numbers[option] = std::stod(value);
  }
  Tensor x = Tensor(inputs.at(name + ".x").view()).requires_grad_();
  Tensor y = Tensor(inputs.at(name + ".y").view()).requires_grad_();
  optim::LBFGS optimizer({x, y}, options);
  auto closure = compile([&] {
    optimizer.zero_grad();
    Tensor loss = function == "bowl" ? bowl(x, y) : rosenbrock(x, y);
    loss.backward();
    return loss;
  });
  for (int step = 0; step < steps; ++step) {
    std::string prefix = name + "." + std::to_string(step);
    output(prefix + ".loss", optimizer.step(closure));
    output(prefix + ".x", x.detach());
    output(prefix + ".y", y.detach());
  }
  output(name + ".func_evals", optimizer.state_dict().at("func_evals"));
}

int main(int argc, char **argv) { return cases::runAll(argc, argv, "lbfgs-run", runCase); }
