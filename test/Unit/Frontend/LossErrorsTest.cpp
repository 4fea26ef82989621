// What losses reject, as torch does: each with the user's file and line, the argument, what was given and what is
// allowed.
#include "luge/luge.h"
#include "test/Unit/Frontend/ExpectError.h"

#include <cmath>
#include <limits>

using namespace luge;
namespace F = luge::nn::functional;

static Tensor ints(const Sizes &sizes) { return zeros(sizes, kInt64); }

TEST(LossErrors, Options) {
  Tensor x = zeros({2, 3});
  EXPECT_ERROR(nn::MSELossOptions().reduction("batchmean"),
               "expected the reduction 'none', 'mean' or 'sum', got 'batchmean'");
  EXPECT_ERROR(nn::KLDivLossOptions().reduction("avg"),
               "expected the reduction 'none', 'batchmean', 'mean' or 'sum', got 'avg'");
  EXPECT_ERROR(F::huber_loss(x, x, nn::HuberLossOptions().delta(0)),
               "expected 'delta' to be above 0, got 0");
  EXPECT_ERROR(F::huber_loss(x, x, nn::HuberLossOptions().delta(-1)), "got -1");
  EXPECT_ERROR(F::smooth_l1_loss(x, x, nn::SmoothL1LossOptions().beta(-0.5)),
               "expected 'beta' to be at least 0, got -0.5");
  EXPECT_ERROR(F::gaussian_nll_loss(x, x, x, nn::GaussianNLLLossOptions().eps(0)),
               "expected 'eps' to be above 0, got 0");
  EXPECT_ERROR(F::multi_margin_loss(x, ints({2}), nn::MultiMarginLossOptions().p(3)),
               "expected 'p' to be 1 or 2, got 3");
  EXPECT_ERROR(F::triplet_margin_loss(x, x, x, nn::TripletMarginLossOptions().margin(0)),
               "expected 'margin' to be above 0, got 0");
  EXPECT_ERROR(F::cross_entropy(x, ints({2}), nn::CrossEntropyLossOptions().label_smoothing(1.5)),
               "expected 'label_smoothing' to be in [0, 1], got 1.5");
  EXPECT_ERROR(F::cross_entropy(x, x, nn::CrossEntropyLossOptions().ignore_index(1)),
               "'ignore_index' is of class numbers, but 'target' holds probabilities");
}

TEST(LossErrors, Weights) {
  Tensor x = zeros({2, 3}), t = ints({2});
  const char *perClass = "expected 'weight' to have one number for each of the 3 classes, got "
                         "shape [2]";
  EXPECT_ERROR(F::cross_entropy(x, t, nn::CrossEntropyLossOptions().weight(zeros({2}))), perClass);
  EXPECT_ERROR(F::nll_loss(x, t, nn::NLLLossOptions().weight(zeros({2}))), perClass);
  EXPECT_ERROR(F::multi_margin_loss(x, t, nn::MultiMarginLossOptions().weight(zeros({2}))),
               perClass);
  EXPECT_ERROR(F::cross_entropy(x, t, nn::CrossEntropyLossOptions().weight(zeros({3}, kFloat64))),
               "expected 'weight' to have the type of 'input', float32, got float64");
  EXPECT_ERROR(F::mse_loss(x, x, nn::MSELossOptions().weight(zeros({3}))),
               "expected 'weight' and 'input' to have the same shape, got [3] and [2, 3]");
  EXPECT_ERROR(F::binary_cross_entropy(x, x, nn::BCELossOptions().weight(zeros({2}))),
               "'target' and 'weight': shapes [2, 3] and [2] do not broadcast");
  EXPECT_ERROR(F::binary_cross_entropy_with_logits(
                   x, x, nn::BCEWithLogitsLossOptions().pos_weight(zeros({4}))),
               "'input' and 'pos_weight': shapes [2, 3] and [4] do not broadcast");
}

TEST(LossErrors, Shapes) {
  Tensor x = zeros({2, 3});
  EXPECT_ERROR(F::cross_entropy(zeros({}), ints({})),
               "expected 'input' to be [C], [N, C] or [N, C, d1, ...], got shape []");
  EXPECT_ERROR(F::cross_entropy(x, ints({3})), "expected 'target' to have the shape [2], got [3]");
  EXPECT_ERROR(F::nll_loss(zeros({2, 3, 5}), ints({2, 3})),
               "expected 'target' to have the shape [2, 5], got [2, 3]");
  EXPECT_ERROR(F::gaussian_nll_loss(x, x, zeros({3, 1})), "expected 'var' to have the shape");
  EXPECT_ERROR(F::cosine_embedding_loss(x, x, zeros({2, 3})),
               "expected inputs [N, D] with a target [N], or [D] with []");
  EXPECT_ERROR(F::margin_ranking_loss(x, x, zeros({2})), "to have equally many dimensions");
  EXPECT_ERROR(F::triplet_margin_loss(x, x, zeros({3})), "to have equally many dimensions");
  EXPECT_ERROR(F::multilabel_margin_loss(x, ints({2})),
               "expected 'target' to have the shape [2, 3], got [2]");
  EXPECT_ERROR(F::kl_div(x, zeros({2})), "shapes [2, 3] and [2] do not broadcast");
}

TEST(LossErrors, TypesOfTargets) {
  Tensor x = zeros({2, 3});
  EXPECT_ERROR(F::cross_entropy(x, zeros({2})),
               "expected 'target' to hold class numbers of int64, got float32");
  EXPECT_ERROR(F::cross_entropy(x, ints({2, 3})),
               "expected a 'target' in the shape of 'input' to hold probabilities of classes, of "
               "floating-point type, got int64");
  EXPECT_ERROR(F::nll_loss(x, zeros({2})), "class numbers of int64, got float32");
  EXPECT_ERROR(F::multi_margin_loss(x, zeros({2})), "class numbers of int64, got float32");
  EXPECT_ERROR(F::cross_entropy(ints({2, 3}), ints({2})),
               "expected 'input' to have elements of float32 or float64, got int64");
  EXPECT_ERROR(F::huber_loss(ints({2}), x), "expected 'input' to have elements of float32");
}

TEST(LossErrors, ClassNumbersOutOfRange) {
  Tensor x = zeros({2, 3}), t = tensor({0, 3});
  EXPECT_ERROR(F::nll_loss(x, t).item(), "3 in row 1 of ");
  EXPECT_ERROR(F::multi_margin_loss(x, t).item(), "expected one from 0 to 2");
  EXPECT_ERROR(F::linear_cross_entropy(x, zeros({3, 3}), t).item(), "expected one from 0 to 2");
  EXPECT_EQ(F::nll_loss(x, t, nn::NLLLossOptions().ignore_index(3)).item<float>(), 0);
  nn::AdaptiveLogSoftmaxWithLoss adaptive(3, 3, std::vector<int64_t>{2});
  EXPECT_ERROR(adaptive(x, t).loss.item(), "3 in row 1 of ");
}

TEST(LossErrors, ClassNumbersThatNoInputHolds) {
  Tensor x = zeros({2, 3}), captured = tensor({0, 3});
  const char *text = "expected that all elements of 'target' are from 0 to 2 or -100, got 3";
  auto ofComputed = compile([](Tensor y, Tensor t) { return F::nll_loss(y, t + 1); });
  EXPECT_ERROR(ofComputed(x, tensor({0, 2})), text);
  EXPECT_NO_THROW(ofComputed(x, tensor({-101, 1})));
  auto ofCaptured = compile([&](Tensor w) { return F::cross_entropy(x * w, captured); });
  EXPECT_ERROR(ofCaptured(zeros({})), text);
  captured.copy_(tensor({0, 2}));
  EXPECT_NO_THROW(ofCaptured(zeros({})));
  EXPECT_ERROR(F::multi_margin_loss(x, tensor({0, 2}) + 1).item(),
               "all elements of 'target' are from 0 to 2, got 3");
  EXPECT_ERROR(F::multilabel_margin_loss(x, ints({2, 3}) - 2).item(), "from 0 to 2 or -1, got -2");
  EXPECT_ERROR(F::one_hot(tensor({0, 3}), 3).sum().item(), "3 in row 1 of ");
}

TEST(LossErrors, WhatTwoLossesAllowOfOneTarget) {
  auto step = compile(
      [](Tensor x, Tensor t) { return F::cross_entropy(x, t) + F::multi_margin_loss(x, t); });
  EXPECT_ERROR(step(zeros({2, 3}), tensor({0, -100})), "expected one from 0 to 2");
  auto ofOtherWidths = compile([](Tensor x, Tensor t) {
    return F::nll_loss(x, t, nn::NLLLossOptions().ignore_index(3)) + F::nll_loss(cat({x, x}, 1), t);
  });
  EXPECT_NO_THROW(ofOtherWidths(zeros({2, 3}), tensor({2, 3})));
  EXPECT_ERROR(ofOtherWidths(zeros({2, 3}), tensor({2, 4})), "expected one from 0 to 2");
}

//===----------------------------------------------------------------------===//
// Losses with layers
//===----------------------------------------------------------------------===//

TEST(LossErrors, LinearCrossEntropy) {
  Tensor x = zeros({2, 3}), w = zeros({5, 3}), t = ints({2});
  EXPECT_ERROR(F::linear_cross_entropy(zeros({2, 2, 3}), w, t),
               "expected 'input' to be [N, in] or [in], got shape [2, 2, 3]");
  EXPECT_ERROR(F::linear_cross_entropy(x, zeros({5, 4}), t),
               "with the last extent of 'input', [2, 3], got [5, 4]");
  EXPECT_ERROR(F::linear_cross_entropy(zeros({3}), zeros({5, 2, 3}), ints({2})),
               "of more than two dimensions, got [3]");
  EXPECT_ERROR(
      F::linear_cross_entropy(x, w, t, F::LinearCrossEntropyFuncOptions().linear_bias(zeros({3}))),
      "expected 'linear_bias' to have the shape [5] of 'linear_weight' without the last "
      "extent, got [3]");
  EXPECT_ERROR(F::linear_cross_entropy(x, w, zeros({2, 5}),
                                       F::LinearCrossEntropyFuncOptions().ignore_index(1)),
               "'ignore_index' is of class numbers, but 'target' holds probabilities");
  EXPECT_ERROR(
      nn::LinearCrossEntropyLoss(nn::LinearCrossEntropyLossOptions(3, 5).label_smoothing(-0.1)),
      "expected 'label_smoothing' to be in [0, 1], got -0.1");
  EXPECT_ERROR(
      nn::LinearCrossEntropyLoss(nn::LinearCrossEntropyLossOptions(3, 5).weight(zeros({3}))),
      "one number for each of the 5 classes, got shape [3]");
}

TEST(LossErrors, AdaptiveLogSoftmax) {
  using Cutoffs = std::vector<int64_t>;
  const char *cutoffs = "expected 'cutoffs' to be at least one number from 1 to n_classes - 1 = 9, "
                        "in rising order, got ";
  EXPECT_ERROR(nn::AdaptiveLogSoftmaxWithLoss(4, 10, Cutoffs{}), cutoffs);
  EXPECT_ERROR(nn::AdaptiveLogSoftmaxWithLoss(4, 10, Cutoffs{5, 3}), cutoffs);
  EXPECT_ERROR(nn::AdaptiveLogSoftmaxWithLoss(4, 10, Cutoffs{3, 3}), cutoffs);
  EXPECT_ERROR(nn::AdaptiveLogSoftmaxWithLoss(4, 10, Cutoffs{0, 3}), cutoffs);
  EXPECT_ERROR(nn::AdaptiveLogSoftmaxWithLoss(4, 10, Cutoffs{3, 10}), cutoffs);
  nn::AdaptiveLogSoftmaxWithLoss criterion(4, 10, Cutoffs{3});
  EXPECT_ERROR(criterion(zeros({2, 4}), ints({3})),
               "expected 'input' [N, in] with 'target' [N], or [in] with [], got [2, 4] and [3]");
  EXPECT_ERROR(criterion(zeros({2, 4}), ints({2, 1})), "got [2, 4] and [2, 1]");
}

//===----------------------------------------------------------------------===//
// Sequences
//===----------------------------------------------------------------------===//

TEST(LossErrors, CtcArguments) {
  Tensor p = zeros({5, 2, 4}), t = ints({2, 3}), n = tensor({5, 4}), s = tensor({2, 1});
  EXPECT_ERROR(F::ctc_loss(zeros({5}), t, n, s), "expected 'log_probs' to be [T, N, C] or [T, C]");
  EXPECT_ERROR(F::ctc_loss(zeros({5, 0, 4}), t, n, s),
               "at least one sequence, got shape [5, 0, 4]");
  EXPECT_ERROR(F::ctc_loss(zeros({0, 2, 4}), t, n, s), "with T and C above 0, got shape [0, 2, 4]");
  EXPECT_ERROR(F::ctc_loss(p, t, n, s, nn::CTCLossOptions().blank(4)),
               "expected 'blank' to be one of the 4 classes, got 4");
  EXPECT_ERROR(F::ctc_loss(p, zeros({2, 3}), n, s),
               "expected 'targets' to have elements of int64, got float32");
  EXPECT_ERROR(F::ctc_loss(p, ints({3, 2}), n, s),
               "expected 'targets' to be padded, [N, S], or concatenated to one dimension, got "
               "[3, 2] with 'log_probs' [5, 2, 4]");
  EXPECT_ERROR(F::ctc_loss(p, t, tensor({5}), s),
               "expected 'input_lengths' to have a length for each of the sequences, shape [2], "
               "got [1]");
  EXPECT_ERROR(F::ctc_loss(p, t, n, zeros({2})),
               "expected 'target_lengths' to have elements of int64, got float32");
}

TEST(LossErrors, CtcLengthsOfAStep) {
  Tensor p = zeros({2, 5, 4}), n = tensor({5, 4}), joined = ints({3});
  auto ofPadded = compile([](Tensor x, Tensor t, Tensor lengths, Tensor labels) {
    return F::ctc_loss(x.transpose(0, 1), t, lengths, labels);
  });
  EXPECT_ERROR(ofPadded(p, ints({2, 3}), n, tensor({1, 4})),
               "4 in row 1 of 'input3' is out of range: expected one from 0 to 3");
  auto ofJoined = compile([&](Tensor x, Tensor lengths, Tensor labels) {
    return F::ctc_loss(x.transpose(0, 1), joined, lengths, labels);
  });
  EXPECT_ERROR(ofJoined(p, n, tensor({1, 1})),
               "expected that 'target_lengths' add up to the 3 labels of 'targets', got 2");
  EXPECT_NO_THROW(ofJoined(p, n, tensor({2, 1})));
}

TEST(LossErrors, CtcLabels) {
  Tensor p = zeros({5, 2, 4}), n = tensor({5, 4}), s = tensor({3, 1});
  const std::string text = "expected that all labels of 'targets' are from 0 to 3, got ";
  auto padded = [](int64_t inTarget, int64_t padding) {
    return stack({tensor({1, 2, inTarget}), tensor({int64_t(1), padding, padding})}, 0);
  };
  auto step = compile([](Tensor x, Tensor t, Tensor lengths, Tensor labels) {
    return F::ctc_loss(x.transpose(0, 1), t, lengths, labels);
  });
  for (int64_t label : {4, -1}) {
    EXPECT_ERROR(F::ctc_loss(p, padded(label, 0), n, s).item(), text + std::to_string(label));
    EXPECT_ERROR(step(zeros({2, 5, 4}), padded(label, 0), n, s), text + std::to_string(label));
    EXPECT_TRUE(std::isfinite(F::ctc_loss(p, padded(3, label), n, s).item<float>()));
    EXPECT_TRUE(std::isfinite(step(zeros({2, 5, 4}), padded(3, label), n, s).item<float>()));
    Tensor one = tensor({1, 2, label});
    EXPECT_ERROR(F::ctc_loss(zeros({5, 4}), one, tensor(5), tensor(3)).item(),
                 text + std::to_string(label));
    EXPECT_ERROR(F::ctc_loss(p, tensor({int64_t(1), label}), n, tensor({1, 1})).item(),
                 std::to_string(label) + " in row 1 of ");
  }
}

TEST(LossErrors, VariancesBelowZero) {
  Tensor x = zeros({2, 3}), var = full({2, 3}, -1.0);
  const char *text = "expected that no element of 'var' is below 0, got -1";
  EXPECT_ERROR(F::gaussian_nll_loss(x, x, var).item(), text);
  auto step = compile([](Tensor y, Tensor v) { return F::gaussian_nll_loss(y, y, v); });
  EXPECT_ERROR(step(x, var), text);
  EXPECT_NO_THROW(step(x, -var));
  EXPECT_TRUE(std::isnan(F::gaussian_nll_loss(x, x, full({2, 3}, NAN)).item<float>()));
}

//===----------------------------------------------------------------------===//
// Probabilities
//===----------------------------------------------------------------------===//

TEST(LossErrors, NoProbabilities) {
  Tensor p = full({2, 3}, 0.5);
  auto with = [](double number) { return tensor({{0.5, 1., 0.}, {0.25, number, 0.75}}); };
  auto step = compile([](Tensor x, Tensor y) { return F::binary_cross_entropy(x, y); });
  const std::string
      input = "expected that all elements of binary_cross_entropy's 'input' are from 0 to 1, got ",
      target =
          "expected that all elements of binary_cross_entropy's 'target' are from 0 to 1, got ";
  const std::pair<double, const char *> cases[] = {
      {1.5, "1.5"}, {1.0000001, "1.0000001"}, {-1e-30, "-1e-30"},  {-2, "-2"},
      {NAN, "nan"}, {INFINITY, "inf"},        {-INFINITY, "-inf"},
  };
  for (auto [number, text] : cases) {
    EXPECT_ERROR(F::binary_cross_entropy(with(number), p).item(), input + text);
    EXPECT_ERROR(F::binary_cross_entropy(p, with(number)).item(), target + text);
    EXPECT_ERROR(step(with(number), p), input + text + "; nothing was updated");
    EXPECT_ERROR(step(p, with(number)), target + text + "; nothing was updated");
  }
  EXPECT_ERROR(F::binary_cross_entropy(with(2), p, nn::BCELossOptions().weight(p).reduction(kNone))
                   .sum()
                   .item(),
               input + "2");
  for (double number : {0., -0., 1.})
    EXPECT_TRUE(std::isfinite(step(with(number), with(number)).item<float>()));
  EXPECT_TRUE(std::isnan(step(zeros({0, 3}), zeros({0, 3})).item<float>()));
  EXPECT_TRUE(std::isnan(F::binary_cross_entropy(zeros({0, 3}), zeros({0, 3})).item<float>()));
}

TEST(LossErrors, OnlyWhatDependsOnAFailedCheckIsLost) {
  Tensor before = tensor({3.}) * 2;
  unsigned line = __LINE__ + 1;
  Tensor loss = F::binary_cross_entropy(tensor({3.}), tensor({1.}));
  Tensor after = before + 1;
  try {
    before.item();
    FAIL() << "expected an error";
  } catch (const ValueError &error) {
    EXPECT_EQ(error.where().line(), line) << error.what();
  }
  EXPECT_EQ(before.item<float>(), 6);
  EXPECT_ERROR(loss.item(), "its computation has failed");
  EXPECT_ERROR(after.item(), "its computation has failed");
}

TEST(LossErrors, AFailedCheckLeavesAccumulatedGradientsAndBuffers) {
  Tensor w = full({1}, 0.5), calls = zeros({});
  w.requires_grad_(true);
  auto step = compile([&](Tensor x, Tensor y) {
    Tensor loss = F::binary_cross_entropy(x * w, y);
    loss.backward();
    calls.add_(1.);
    return loss;
  });
  Tensor x = ones({1, 1}), y = zeros({1, 1});
  step(x, y);
  step(x, y);
  EXPECT_EQ(w.grad().item<float>(), 4);
  EXPECT_ERROR(step(x * 4, y), "'input' are from 0 to 1, got 2; nothing was updated");
  EXPECT_EQ(w.grad().item<float>(), 4);
  EXPECT_EQ(calls.item<float>(), 2);
}

TEST(LossErrors, CtcLengths) {
  Tensor p = zeros({5, 2, 4}), t = ints({2, 3}), n = tensor({5, 4}), s = tensor({2, 1});
  EXPECT_ERROR(F::ctc_loss(p, t, tensor({6, 4}), s),
               "expected 'input_lengths' to be from 0 to 5, got 6 for sequence 0");
  EXPECT_ERROR(F::ctc_loss(p, t, tensor({5, -1}), s), "got -1 for sequence 1");
  EXPECT_ERROR(F::ctc_loss(p, t, n, tensor({2, 4})),
               "expected 'target_lengths' to be from 0 to 3, got 4 for sequence 1");
  EXPECT_ERROR(F::ctc_loss(p, t, n, tensor({-1, 2})), "got -1 for sequence 0");
  for (const Tensor &lengths : {tensor({1, 1}), tensor({2, 2})})
    EXPECT_ERROR(F::ctc_loss(p, ints({3}), n, lengths),
                 "expected 'target_lengths' to add up to the 3 labels of 'targets', got ");
  // Longer than the input: no path, as in torch.
  Tensor losses =
      F::ctc_loss(p, t, tensor({1, 5}), tensor({3, 1}), nn::CTCLossOptions().reduction(kNone));
  EXPECT_EQ(losses.select(0, 0).item<float>(), std::numeric_limits<float>::infinity());
}
