// Losses and optimizers of the C++ API on arrays from a file, for frontend.py and ../Conformance/optimizers.py.
//
//   frontend-run CASES INPUTS.npz OUTPUTS.npz
//
// CASES has a case per line:
//
//   NAME loss KIND REDUCTION [IGNORE_INDEX]
//     on arrays NAME.input and NAME.target; writes NAME.loss and NAME.grad
//   NAME (compiled|eager) KIND STEPS { group { OPTION=VALUE } [ then { OPTION=NUMBER } ] }
//     trains the arrays NAME.<group>.<i>, with options that change after half of the steps; writes them, and their
//     states as NAME.<group>.<i>.<state>
//   NAME network KIND STEPS { OPTION=VALUE }
//     trains two layers (of L-BFGS one), whose weight and bias are NAME.<layer>.<i>, on NAME.x and NAME.y; each layer is
//     a group, the second at half the learning rate, which falls to 0.8 of it after each 10 steps; writes the parameters
//   NAME refuses KIND { OPTION=VALUE }
//     writes NAME.refused: whether the options are an error
#include "Cases.h"

#include <sstream>

using namespace luge;
using cases::inputs;
using cases::output;

static Tensor input(const std::string &name, bool requiresGrad = false) {
  Tensor tensor(inputs.at(name).view());
  return requiresGrad ? tensor.requires_grad_() : tensor;
}

//===----------------------------------------------------------------------===//
// Losses
//===----------------------------------------------------------------------===//

template <typename Loss, typename Options>
static Tensor evaluate(Options options, const std::string &reduction, const Tensor &x,
                       const Tensor &y) {
  return Loss(options.reduction(reduction))(x, y);
}

static void runLoss(const std::string &name, std::istringstream &words) {
  std::string kind, reduction;
  words >> kind >> reduction;
  Tensor x = input(name + ".input", true), y = input(name + ".target"), loss;
  if (kind == "mse") {
    loss = evaluate<nn::MSELoss>(nn::MSELossOptions(), reduction, x, y);
  } else if (kind == "l1") {
    loss = evaluate<nn::L1Loss>(nn::L1LossOptions(), reduction, x, y);
  } else if (kind == "bce") {
    loss = evaluate<nn::BCELoss>(nn::BCELossOptions(), reduction, x, y);
  } else if (kind == "bce_with_logits") {
    loss = evaluate<nn::BCEWithLogitsLoss>(nn::BCEWithLogitsLossOptions(), reduction, x, y);
  } else if (kind == "cross_entropy") {
    nn::CrossEntropyLossOptions options;
    if (int64_t index; words >> index)
      options.ignore_index(index);
    loss = evaluate<nn::CrossEntropyLoss>(options, reduction, x, y);
  } else {
    throw std::runtime_error("no loss '" + kind + "'");
  }
  loss.sum().backward();
  output(name + ".loss", loss);
  output(name + ".grad", x.grad());
}

//===----------------------------------------------------------------------===//
// Optimizers
//===----------------------------------------------------------------------===//

struct Group {
  std::vector<Tensor> params;
  std::map<std::string, double> numbers, later;
  std::map<std::string, std::string> choices;
};

static std::vector<Group> readGroups(const std::string &name, std::istringstream &words) {
  std::vector<Group> groups;
  bool isLater = false;
  for (std::string word; words >> word;) {
    size_t equals = word.find('=');
    if (word == "group") {
      isLater = false;
      std::string prefix = name + "." + std::to_string(groups.size()) + ".";
      Group &group = groups.emplace_back();
      for (int i = 0; inputs.count(prefix + std::to_string(i)); ++i)
        group.params.push_back(input(prefix + std::to_string(i), true));
    } else if (word == "then") {
      isLater = true;
    } else {
      Group &group = groups.back();
      std::string option = word.substr(0, equals), value = word.substr(equals + 1);
      if (std::isalpha(value[0]))
        group.choices[option] = value;
      else
        (isLater ? group.later : group.numbers)[option] = std::stod(value);
    }
  }
  return groups;
}

static const optim::OptimizerKind &findKind(const std::string &name) {
  for (const optim::OptimizerKind &kind : optim::kinds())
    if (kind.name == name)
      return kind;
  throw std::runtime_error("no optimizer '" + name + "'");
}

static std::unique_ptr<optim::Optimizer> make(const optim::OptimizerKind &kind,
                                              const std::vector<Group> &groups) {
  std::vector<optim::OptimizerParamGroup> result;
  for (const Group &group : groups) {
    optim::OptimizerOptions options = kind.defaults;
    for (const auto &[option, value] : group.numbers)
      if (options.flags.contains(option))
        options.flags[option] = value != 0;
      else
        options.numbers.at(option) = value;
    for (const auto &[option, value] : group.choices)
      options.choices.at(option) = value;
    result.emplace_back(group.params, options);
  }
  return kind.make(std::move(result), kind.defaults);
}

static void runOptimizer(const std::string &name, bool compiled, std::istringstream &words) {
  std::string kind;
  int steps;
  words >> kind >> steps;
  std::vector<Group> groups = readGroups(name, words);
  std::unique_ptr<optim::Optimizer> optimizer = make(findKind(kind), groups);
  auto train = [&](Tensor slope) {
    optimizer->zero_grad();
    Tensor loss = zeros({}, slope.dtype());
    for (const Group &group : groups)
      for (const Tensor &w : group.params)
        loss = loss + ((w - 20) * (w - 20)).sum() * slope.sum();
    loss.backward();
    optimizer->step();
  };
  CompiledStep step = compile(train);
  Tensor slope = input(name + ".slope");
  for (int i = 0; i < steps; ++i) {
    if (i == steps / 2)
      for (size_t g = 0; g < groups.size(); ++g)
        for (const auto &[option, value] : groups[g].later)
          optimizer->param_groups()[g].set(option, value);
    if (compiled)
      step.call({slope});
    else
      train(slope);
  }
  if (compiled && step.compilations() != 1)
    throw std::runtime_error(name + " was compiled " + std::to_string(step.compilations()) +
                             " times");

  for (size_t g = 0; g < groups.size(); ++g)
    for (size_t i = 0; i < groups[g].params.size(); ++i) {
      std::string parameter = name + "." + std::to_string(g) + "." + std::to_string(i);
      output(parameter, groups[g].params[i].detach());
      for (const char *key :
           {"acc_delta", "ax", "col_var", "eta", "exp_avg", "exp_avg_sq", "exp_inf", "grad_avg",
            "max_exp_avg_sq", "momentum_buffer", "mu", "mu_product", "prev", "row_var",
            "square_avg", "step", "step_size", "sum", "variance"})
        if (Tensor state = optimizer->state(groups[g].params[i], key); state.defined())
          output(parameter + "." + key, state);
    }
}

//===----------------------------------------------------------------------===//
// Conformance
//===----------------------------------------------------------------------===//

/// Options in the words that are left.
template <typename OptionsT>
static OptionsT readOptions(OptionsT options, std::istringstream &words) {
  for (std::string word; words >> word;) {
    size_t equals = word.find('=');
    std::string option = word.substr(0, equals), value = word.substr(equals + 1);
    if (std::isalpha(value[0]))
      options.choices.at(option) = value;
    else if (options.flags.contains(option))
      options.flags[option] = value != "0";
    else
      options.numbers[option] = std::stod(value);
  }
  return options;
}

static Tensor layer(const std::vector<Tensor> &parameters, const Tensor &x) {
  return nn::functional::linear(x, parameters[0], parameters.size() > 1 ? parameters[1] : Tensor());
}

static void runNetwork(const std::string &name, std::istringstream &words) {
  std::string kind;
  int steps;
  words >> kind >> steps;
  std::vector<Tensor> layers[2];
  for (int i = 0; i < 2; ++i)
    for (std::string key = name + "." + std::to_string(i) + ".";
         inputs.count(key + std::to_string(layers[i].size()));)
      layers[i].push_back(input(key + std::to_string(layers[i].size()), true));
  Tensor x = input(name + ".x"), y = input(name + ".y");
  auto evaluate = [&](optim::Optimizer &optimizer) {
    optimizer.zero_grad();
    Tensor output = layer(layers[0], x);
    if (!layers[1].empty())
      output = layer(layers[1], kind == "rprop" ? output.relu() : output.tanh());
    Tensor loss = nn::functional::mse_loss(output, y);
    loss.backward();
    return loss;
  };

  if (kind == "lbfgs") {
    optim::LBFGS optimizer(layers[0], readOptions(optim::LBFGSOptions(), words));
    optim::StepLR scheduler(optimizer, 10, 0.8);
    auto closure = compile([&] { return evaluate(optimizer); });
    for (int i = 0; i < steps; ++i, scheduler.step())
      optimizer.step(closure);
  } else {
    optim::OptimizerOptions options = readOptions(findKind(kind).defaults, words), half = options;
    half.numbers["lr"] /= 2;
    auto optimizer = findKind(kind).make({{layers[0], options}, {layers[1], half}}, options);
    optim::StepLR scheduler(*optimizer, 10, 0.8);
    auto step = compile([&] {
      evaluate(*optimizer);
      optimizer->step();
    });
    for (int i = 0; i < steps; ++i, scheduler.step())
      step();
  }
  for (int i = 0; i < 2; ++i)
    for (size_t j = 0; j < layers[i].size(); ++j)
      output(name + "." + std::to_string(i) + "." + std::to_string(j), layers[i][j].detach());
}

static void runRefusal(const std::string &name, std::istringstream &words) {
  std::string kind;
  words >> kind;
  Tensor refused = zeros({}, kFloat32);
  try {
    findKind(kind).make({{{zeros({1, 1}).requires_grad_()}}},
                        readOptions(findKind(kind).defaults, words));
  } catch (const Error &) {
    refused.fill_(1);
  }
  output(name + ".refused", refused);
}

static void runCase(const std::string &line) {
  std::istringstream words(line);
  std::string name, what;
  words >> name >> what;
  if (what == "loss")
    runLoss(name, words);
  else if (what == "network")
    runNetwork(name, words);
  else if (what == "refuses")
    runRefusal(name, words);
  else
    runOptimizer(name, what == "compiled", words);
}

int main(int argc, char **argv) { return cases::runAll(argc, argv, "frontend-run", runCase); }
