// What stands between backward() and step(), and after it, on arrays from a file, for steps.py.
//
//   steps-run CASES INPUTS.npz OUTPUTS.npz
//
// CASES has a case per line:
//
//   NAME (compiled|eager) clip_norm MAX ORDER | clip_value BOUND
//     clips gradients NAME.g<i> of parameters NAME.w<i>; writes NAME.grad<i>, and NAME.norm
//   NAME (compiled|eager) train OPTIMIZER { OPTION=NUMBER }
//     trains NAME.w<i> with the rows of NAME.x; writes the parameters as NAME.w<i>, their averages as NAME.average<i>,
//     and the result of each step as NAME.result. Options: clip_norm, clip_value, skip, accumulate, ema, swa
#include "Cases.h"

#include <limits>
#include <sstream>

using namespace luge;
using cases::inputs;
using cases::output;
namespace swa = luge::optim::swa_utils;

static std::vector<Tensor> readAll(const std::string &prefix) {
  std::vector<Tensor> tensors;
  for (int i = 0; inputs.count(prefix + std::to_string(i)); ++i)
    tensors.push_back(Tensor(inputs.at(prefix + std::to_string(i)).view()));
  return tensors;
}

struct Weights : nn::Module {
  explicit Weights(const std::vector<Tensor> &tensors) {
    for (const Tensor &tensor : tensors)
      register_parameter("w" + std::to_string(parameters().size()), tensor);
  }
};

//===----------------------------------------------------------------------===//
// Clipping
//===----------------------------------------------------------------------===//

static void clip(const std::string &name, bool compiled, const std::string &what,
                 std::istringstream &words) {
  std::vector<Tensor> gradients = readAll(name + ".g");
  Weights model(readAll(name + ".w"));
  std::string bound, order;
  words >> bound >> order;
  auto function = [&]() -> Tensor {
    Tensor loss = zeros({}, kFloat64);
    std::vector<Tensor> parameters = model.parameters();
    for (size_t i = 0; i < gradients.size(); ++i)
      loss = loss + (parameters[i] * gradients[i]).sum().to(kFloat64);
    loss.backward();
    if (what == "clip_norm")
      return nn::utils::clip_grad_norm_(parameters, std::stod(bound), std::stod(order));
    nn::utils::clip_grad_value_(parameters, std::stod(bound));
    return loss;
  };
  Tensor norm = compiled ? compile(function)() : function();
  if (what == "clip_norm")
    output(name + ".norm", norm);
  for (size_t i = 0; i < gradients.size(); ++i)
    output(name + ".grad" + std::to_string(i), model.parameters()[i].grad());
}

//===----------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------===//

static std::unique_ptr<optim::Optimizer> makeOptimizer(const std::string &kind,
                                                       const std::vector<Tensor> &parameters) {
  if (kind == "adam")
    return std::make_unique<optim::Adam>(parameters, optim::AdamOptions(0.05));
  return std::make_unique<optim::SGD>(parameters, optim::SGDOptions(0.05).momentum(0.9));
}

static void train(const std::string &name, bool compiled, std::istringstream &words) {
  std::string kind;
  words >> kind;
  std::map<std::string, double> options;
  for (std::string word; words >> word;)
    options[word.substr(0, word.find('='))] = std::stod(word.substr(word.find('=') + 1));

  auto model = std::make_shared<Weights>(readAll(name + ".w"));
  auto copy = std::make_shared<Weights>(readAll(name + ".w"));
  std::unique_ptr<optim::Optimizer> optimizer = makeOptimizer(kind, model->parameters());
  swa::MultiAvgFn average = options.count("ema") ? swa::get_ema_multi_avg_fn(options["ema"])
                                                 : swa::get_swa_multi_avg_fn();
  swa::AveragedModel averages(*model, copy, {.multi_avg_fn = average});
  int64_t every = options.count("accumulate") ? int64_t(options["accumulate"]) : 1;
  Switch update(true);

  auto function = [&](Tensor x) -> Tensor {
    Tensor loss = zeros({}, x.dtype());
    for (const Tensor &w : model->parameters())
      loss = loss + ((w - 1) * (w - 1)).sum();
    loss = loss * x.sum() / every;
    loss.backward();
    if (!update)
      return loss;
    Tensor result = loss;
    if (options.count("clip_norm"))
      result = nn::utils::clip_grad_norm_(model->parameters(), options["clip_norm"]);
    if (options.count("clip_value"))
      nn::utils::clip_grad_value_(model->parameters(), options["clip_value"]);
    if (options.count("skip"))
      result = optimizer->step_if_finite().to(x.dtype());
    else
      optimizer->step();
    optimizer->zero_grad();
    if (options.count("ema") || options.count("swa"))
      averages.update_parameters(*model);
    return result;
  };
  CompiledStep step = compile(function);
  Tensor rows(inputs.at(name + ".x").view());
  std::vector<double> results;
  for (int64_t i = 0; i < rows.size(0); ++i) {
    update = (i + 1) % every == 0;
    Tensor x = rows.select(0, i);
    results.push_back((compiled ? step.call({x})[0] : function(x)).item<double>());
  }
  if (compiled && step.compilations() > 2)
    throw std::runtime_error(name + " was compiled " + std::to_string(step.compilations()) +
                             " times");
  output(name + ".result", tensor(results, kFloat64));
  for (size_t i = 0; i < model->parameters().size(); ++i) {
    output(name + ".w" + std::to_string(i), model->parameters()[i].detach());
    if (options.count("ema") || options.count("swa"))
      output(name + ".average" + std::to_string(i), copy->parameters()[i]);
  }
}

static void runCase(const std::string &line) {
  std::istringstream words(line);
  std::string name, mode, what;
  words >> name >> mode >> what;
  if (what == "train")
    train(name, mode == "compiled", words);
  else
    clip(name, mode == "compiled", what, words);
}

int main(int argc, char **argv) { return cases::runAll(argc, argv, "steps-run", runCase); }
