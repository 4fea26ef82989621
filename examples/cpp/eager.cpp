// The same calls without `luge::compile`, as in libtorch: each value is computed when it is read.
#include "luge/luge.h"

#include <iostream>

namespace nn = luge::nn;
namespace optim = luge::optim;

/// A module of one's own: parameters and submodules are registered under a name.
class CurveImpl : public nn::Module {
public:
  explicit CurveImpl(int64_t width)
      : hidden(register_module("hidden", nn::Linear(1, width))),
        output(register_module("output", nn::Linear(width, 1))) {}

  luge::Tensor forward(luge::Tensor x) { return output(hidden(x).tanh()); }

private:
  nn::Linear hidden, output;
};
LUGE_MODULE(Curve);

int main() {
  luge::manual_seed(0);
  auto x = luge::arange(-3., 3., 0.05).reshape({-1, 1});
  auto y = x.sin();

  Curve model(32);
  for (const auto &parameter : model->named_parameters())
    std::cout << parameter.key() << ": " << parameter.value().numel() << " numbers\n";

  nn::MSELoss criterion;
  std::cout << "loss before training: " << criterion(model(x), y).item() << '\n';

  optim::SGD optimizer(model->parameters(), optim::SGDOptions(0.05).momentum(0.9));
  for (int i = 0; i < 500; ++i) {
    optimizer.zero_grad();
    auto loss = criterion(model(x), y);
    loss.backward();
    optimizer.step();
  }

  std::cout << "loss after training: " << criterion(model(x), y).item() << '\n'
            << "sin(1), sin(2) and the model's values:\n"
            << model(luge::tensor({{1.}, {2.}})) << '\n';
}
