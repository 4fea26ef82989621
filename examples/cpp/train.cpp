// Trains a classifier on Fashion-MNIST. The step is traced and compiled at its first call.
// usage: train [EPOCHS]
#include "luge/luge.h"

#include <iostream>

namespace data = luge::data;
namespace nn = luge::nn;
namespace optim = luge::optim;

static void train(int epochs) {
  luge::manual_seed(0);
  auto model = nn::Sequential(nn::Flatten(), nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 10));
  nn::CrossEntropyLoss criterion;
  optim::Adam optimizer(model->parameters(), optim::AdamOptions(1e-3));

  auto step = luge::compile([&](luge::Tensor x, luge::Tensor y) { // traced once
    optimizer.zero_grad();
    auto loss = criterion(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  auto correct = luge::compile([&](luge::Tensor x, luge::Tensor y) {
    return (model(x).argmax(1) == y).to(luge::kFloat32).sum();
  });

  data::DataLoader loader(data::FashionMNIST(data::Split::train),
                          {.batch_size = 128, .shuffle = true});
  data::DataLoader test(data::FashionMNIST(data::Split::test), {.batch_size = 1000});
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    luge::ProgressBar progress(loader.size());
    for (auto [x, y] : loader) {
      progress.setPostfix("loss", step(x, y).item());
      progress.update();
    }
    progress.close();
    double right = 0;
    for (auto [x, y] : test)
      right += correct(x, y).item();
    std::cout << "epoch " << epoch << ": test accuracy " << right / 100 << "%" << std::endl;
  }
}

int main(int argc, char **argv) {
  try {
    train(argc > 1 ? std::stoi(argv[1]) : 5);
  } catch (const std::exception &error) {
    std::cerr << "train: " << error.what() << '\n';
    return 1;
  }
}
