// Prints a step of the C++ API after a stage, for the text tests here: print-steps NAME STAGE.
#include "luge/luge.h"

#include <iostream>

using namespace luge;
using Step = std::function<Tensor(Tensor, Tensor)>;

/// 4-5-3 with cross entropy; `update` follows backward().
static Step makeStep(nn::Sequential model, const std::function<void()> &update) {
  return [model, update](Tensor x, Tensor y) {
    Tensor loss = nn::functional::cross_entropy(model(x), y);
    loss.backward();
    update();
    return loss;
  };
}

int main(int argc, char **argv) {
  std::string name = argc == 3 ? argv[1] : "";
  auto makeModel = [] { return nn::Sequential(nn::Linear(4, 5), nn::ReLU(), nn::Linear(5, 3)); };
  nn::Sequential model = makeModel(), averages = makeModel();
  optim::SGD optimizer(model->parameters(), optim::SGDOptions(0.1));
  optim::swa_utils::AveragedModel ema(
      model, averages, {.multi_avg_fn = optim::swa_utils::get_ema_multi_avg_fn(0.9)});
  const std::map<std::string, std::function<void()>> updates = {
      {"frozen", [&] { optimizer.step(); }},
      {"clip",
       [&] {
         nn::utils::clip_grad_norm_(model->parameters(), 1.0, 2.0, /*error_if_nonfinite=*/true);
         optimizer.step();
       }},
      {"skip", [&] { optimizer.step_if_finite(); }},
      {"ema",
       [&] {
         optimizer.step();
         ema.update_parameters(model);
       }},
  };
  try {
    // The first layer.
    for (int i : {0, 1})
      model->parameters()[i].requires_grad_(name != "frozen");
    auto step = compile([&](Tensor x, Tensor y) {
      optimizer.zero_grad();
      return makeStep(model, updates.at(name))(x, y);
    });
    step(rand({2, 4}), zeros({2}, kInt64));
    std::cout << step.ir(argv[2]);
  } catch (const std::exception &error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}
