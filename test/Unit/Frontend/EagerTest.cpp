// Operations on concrete tensors: recorded, and run when a value is read.
#include "luge/luge.h"

#include <gtest/gtest.h>
#include <numeric>
#include <sstream>

using namespace luge;
namespace F = luge::nn::functional;

static Tensor parameter(const TensorData &data) {
  return tensor(data, TensorOptions(kFloat32).requires_grad(true));
}

TEST(Eager, ComputesWhenAValueIsRead) {
  Tensor x = tensor({{1., 2.}, {3., 4.}});
  EXPECT_EQ((x + x * 2).to_vector<float>(), (std::vector<float>{3, 6, 9, 12}));
}

TEST(Eager, TakesBatchesOfADataLoader) {
  data::Array inputs(data::Type::u8, {3, 2}), targets(data::Type::i64, {3});
  std::iota(inputs.data<uint8_t>(), inputs.data<uint8_t>() + 6, 250);
  std::iota(targets.data<int64_t>(), targets.data<int64_t>() + 3, 7);
  data::DataLoader loader({inputs, targets, 10}, {.batch_size = 2});
  std::vector<Tensor> batches;
  for (auto [x, y] : loader) {
    batches.push_back(x);
    batches.push_back(y + x.rows());
  }
  // Read after the loader has written the next batch where this one was.
  EXPECT_EQ(batches[0].sizes(), (Sizes{2, 2}));
  EXPECT_EQ(batches[0].to_vector<float>(),
            (std::vector<float>{250 / 255.f, 251 / 255.f, 252 / 255.f, 253 / 255.f}));
  EXPECT_EQ(batches[1].to_vector<int64_t>(), (std::vector<int64_t>{9, 10}));
  EXPECT_EQ(batches[3].to_vector<int64_t>(), (std::vector<int64_t>{10}));
  EXPECT_THROW(Tensor(inputs.view()), Error); // no tensor has elements of uint8
}

TEST(Eager, BackwardFillsGradients) {
  Tensor w = parameter({2., 3.});
  Tensor loss = (w * w).sum();
  loss.backward();
  EXPECT_EQ(w.grad().to_vector<float>(), (std::vector<float>{4, 6}));
  EXPECT_EQ(loss.item<float>(), 13);
}

TEST(Eager, ReadingBeforeBackwardKeepsTheGraph) {
  Tensor w = parameter({2.});
  Tensor loss = (w * w).sum();
  EXPECT_EQ(loss.item<float>(), 4);
  loss.backward();
  EXPECT_EQ(w.grad().item<float>(), 4);
}

TEST(Eager, GradientsAccumulate) {
  Tensor w = parameter({2.});
  (w * 3).sum().backward();
  (w * 4).sum().backward();
  EXPECT_EQ(w.grad().item<float>(), 7);
  w.set_grad({});
  (w * 5).sum().backward();
  EXPECT_EQ(w.grad().item<float>(), 5);
}

TEST(Eager, ASecondBackwardIsAnErrorUnlessTheGraphIsRetained) {
  Tensor w = parameter({2.});
  Tensor loss = (w * w).sum();
  loss.backward({}, /*retain_graph=*/true);
  loss.backward();
  EXPECT_EQ(w.grad().item<float>(), 8);
  EXPECT_THROW(loss.backward(), Error);
  EXPECT_EQ(loss.item<float>(), 4);
  EXPECT_THROW(loss.backward(), Error);
}

TEST(Eager, TrainsWithoutCompile) {
  Tensor w = parameter({1.});
  optim::SGD optimizer({w}, optim::SGDOptions(0.1));
  for (int i = 0; i < 3; ++i) {
    optimizer.zero_grad();
    Tensor loss = ((w - 3) * (w - 3)).sum();
    loss.backward();
    optimizer.step();
  }
  // Each step takes a fifth of the way to 3.
  EXPECT_NEAR(w.item<float>(), 3 - 2 * 0.8 * 0.8 * 0.8, 1e-5);
}

TEST(Eager, OldValuesStayWhatTheyWere) {
  Tensor w = parameter({1.});
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  Tensor before = w.detach() + 0;
  (w * 2).sum().backward();
  optimizer.step();
  EXPECT_EQ(before.item<float>(), 1);
  EXPECT_EQ(w.item<float>(), -1);
}

TEST(Eager, NoGradResultsRequireNone) {
  Tensor w = parameter({1.});
  {
    no_grad guard;
    EXPECT_FALSE((w * 2).requires_grad());
    w.mul_(3);
  }
  EXPECT_TRUE(w.requires_grad() && w.is_leaf());
  EXPECT_EQ(w.item<float>(), 3);
  EXPECT_THROW(w.mul_(3), Error);
}

TEST(Eager, DetachStopsGradients) {
  Tensor w = parameter({3.});
  (w * w.detach()).sum().backward();
  EXPECT_EQ(w.grad().item<float>(), 3);
}

TEST(Eager, NonScalarBackwardTakesWeights) {
  Tensor w = parameter({1., 2.});
  (w * w).backward(tensor({10., 100.}));
  EXPECT_EQ(w.grad().to_vector<float>(), (std::vector<float>{20, 400}));
}

TEST(Eager, RandomNumbersDependOnTheSeedAlone) {
  manual_seed(3);
  std::vector<float> first = rand({8}).to_vector<float>(), second = rand({8}).to_vector<float>();
  EXPECT_NE(first, second);
  manual_seed(3);
  EXPECT_EQ(rand({8}).to_vector<float>(), first);
  Tensor normal = randn({10000}, kFloat64);
  EXPECT_NEAR(normal.mean().item<double>(), 0, 0.05);
  EXPECT_NEAR((normal * normal).mean().item<double>(), 1, 0.05);
}

TEST(Eager, PrintsAsLibtorch) {
  auto print = [](const Tensor &tensor) {
    std::ostringstream os;
    os << tensor;
    return os.str();
  };
  EXPECT_EQ(print(tensor({{1, 2}, {3, 40}})), "  1   2\n  3  40\n[ CPULongType{2,2} ]");
  EXPECT_EQ(print(tensor({0.5, -1.25})), " 0.5000\n-1.2500\n[ CPUFloatType{2} ]");
  EXPECT_EQ(print(tensor(2.5)), "2.5\n[ CPUFloatType{} ]");
}
