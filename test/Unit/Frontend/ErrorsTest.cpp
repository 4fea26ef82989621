// What users get wrong: each with their file and line, what was found, and what would be right.
#include "compiler/Frontend/Context.h"
#include "compiler/Frontend/Execution.h"
#include "luge/luge.h"
#include "mlir/Parser/Parser.h"
#include "test/Unit/Frontend/ExpectError.h"

#include <filesystem>

using namespace luge;
namespace F = luge::nn::functional;

static Tensor parameter(const TensorData &data) {
  return tensor(data, TensorOptions(kFloat32).requires_grad(true));
}

//===----------------------------------------------------------------------===//
// Shapes and types
//===----------------------------------------------------------------------===//

TEST(Errors, ShapesThatDoNotFit) {
  Tensor a = zeros({2, 3}), b = zeros({4, 5});
  EXPECT_ERROR(a + b, "shapes [2, 3] and [4, 5] do not broadcast");
  EXPECT_ERROR(a.mm(b), "cannot multiply shapes [2, 3] and [4, 5]: extent 3 of the first meets 4");
  EXPECT_ERROR(a.reshape({5}), "cannot reshape [2, 3] to [5]");
  EXPECT_ERROR(a.transpose(0, 2), "dimension 2 is out of range for a tensor of 2 dimensions");
  EXPECT_ERROR(tensor({{1, 2}, {3}}), "the rows of a tensor differ in shape: [2] and [1]");
  EXPECT_ERROR(full({-1}, 2), "expected extents of at least 0, got -1");
}

TEST(Errors, SizesThatNoMemoryHolds) {
  constexpr int64_t kLarge = int64_t(1) << 32;
  EXPECT_ERROR(zeros({kLarge, kLarge}),
               "a float32 tensor of [4294967296, 4294967296] has over 9.2 EB, more than the 140.7 "
               "TB that a process can address");
  EXPECT_ERROR(nn::Linear(kLarge, kLarge), "has over 9.2 EB");
  EXPECT_ERROR(arange(0, 1e30), "more than the 140.7 TB");
  EXPECT_ERROR(zeros({kLarge, 4096}), "cannot allocate 70.4 TB, of the ");
  EXPECT_ERROR(zeros({1}).reshape({kLarge, kLarge}), "the numbers of elements differ");
  EXPECT_ERROR(zeros({1}).expand({kLarge, kLarge}), "has over 9.2 EB");
  Tensor sum = zeros({1 << 20, 1}) + zeros({1, 1 << 24});
  EXPECT_ERROR(sum.item(), "cannot allocate 70.4 TB, of the ");
  EXPECT_EQ(zeros({kLarge, kLarge, 0}).numel(), 0);
}

TEST(Errors, BatchesWhoseTemporariesNoMemoryHolds) {
  auto model = nn::Linear(1, 4096);
  auto step = compile([&](Tensor x) { return model(x).tanh().sum(); },
                      CompileOptions().max_batch(int64_t(1) << 40));
  EXPECT_ERROR(step(zeros({3, 1})), "expected temporaries to fit in the 140.7 TB");
}

TEST(Errors, LayersNameThemselves) {
  auto model = nn::Sequential(nn::Linear(3, 4), nn::Sequential(nn::ReLU(), nn::Linear(5, 2)));
  EXPECT_ERROR(model(zeros({2, 3})), "in layer '1': in layer '1': 'nn.linear' op expected 'input' "
                                     "and 'weight' to agree on their last extents, got "
                                     "[2, 4] of float32 and [2, 5] of float32");
  EXPECT_ERROR(nn::Linear(3, 4)(zeros({2, 3}, kFloat64)), "expected operands of one element type");
  EXPECT_ERROR(nn::Linear(-1, 3), "expected features of at least 0, got -1 and 3");
  EXPECT_ERROR(nn::Dropout(1.5), "expected a dropout probability in [0, 1], got 1.5");
  EXPECT_ERROR(nn::Dropout2d()(zeros({3})),
               "channels are dropped of an input [N, C, ...], got shape [3]");
  EXPECT_ERROR(nn::Bilinear(0, 3, 4), "expected features of at least 0, and 1 of the first input");
}

TEST(Errors, ActivationsOutsideTheirOptions) {
  Tensor x = zeros({2, 3});
  EXPECT_ERROR(nn::functional::elu(zeros({2}, kInt64)), "expected 'input' to have elements of "
                                                        "float32 or float64, got int64");
  EXPECT_ERROR(nn::functional::hardtanh(x, 2, 1), "expected 'min_val' to be at most 'max_val'");
  EXPECT_ERROR(nn::Softshrink(-1)(x), "expected 'lambd' to be at least 0, got -1");
  EXPECT_ERROR(nn::CELU(nn::CELUOptions().alpha(0))(x), "expected 'alpha' not to be 0");
  EXPECT_ERROR(nn::functional::rrelu(x, 0.5, 0.25), "expected 'lower' to be at most 'upper'");
  EXPECT_ERROR(nn::GELU(nn::GELUOptions().approximate("erf"))(x), "'none' or 'tanh', got 'erf'");
  EXPECT_ERROR(nn::functional::glu(x), "halves dimension 1, whose extent must be even, got shape "
                                       "[2, 3]");
  EXPECT_ERROR(nn::functional::prelu(x, zeros({2})),
               "one for each of the 3 channels, of float32, got shape [2] of float32");
  EXPECT_ERROR(nn::Softmax2d()(x), "needs an input [N, C, H, W] or [C, H, W], got shape [2, 3]");
}

TEST(Errors, FunctionsOfTensorsThatDoNotFit) {
  Tensor x = zeros({2, 3}), mask = zeros({2, 3}, kBool);
  EXPECT_ERROR(mask.neg(), "a mask has no negative");
  EXPECT_ERROR(x & mask, "bitwise operators are of bool, got float32; use logical_and()");
  EXPECT_ERROR(div(x, 2, "up"), "expected the rounding mode 'floor' or 'trunc', got 'up'");
  EXPECT_ERROR(var(zeros({2}, kInt64)), "needs a floating-point tensor, got int64");
  EXPECT_ERROR(zeros({2, 0}).amax({1}),
               "needs at least one element along dimension 1, got shape [2, 0]");
  EXPECT_ERROR(zeros({0}).argmax(), "needs at least one element along dimension 0");
  EXPECT_ERROR(zeros({}).sum({1}), "dimension 1 is out of range for a tensor of 1 dimensions");
  EXPECT_ERROR(unflatten(x, 1, {2, -1}), "cannot unflatten dimension 1 of [2, 3] to [2, ?]");
  EXPECT_ERROR(split(x, {1, 1}, 1),
               "expected split sizes of sum 3, the extent of dimension 1, got [1, 1]");
  EXPECT_ERROR(split(x, 0), "expected a split size above 0, got 0");
  EXPECT_ERROR(chunk(x, 0), "expected at least one chunk, got 0");
  EXPECT_ERROR(repeat(x, {2}), "expected at least 2 repeats, got [2]");
  EXPECT_ERROR(roll(x, {1, 2}, {0}), "as many shifts as dimensions, got [1, 2] and [0]");
  EXPECT_ERROR(movedim(x, {0, 0}, {0, 1}), "a dimension appears twice in [0, 0]");
  EXPECT_ERROR(tril(zeros({3})), "tril() needs at least two dimensions, got shape [3]");
  EXPECT_ERROR(nn::functional::pad(x, {1}),
               "expected two numbers for each of at most 2 dimensions");
  EXPECT_ERROR(nn::functional::pad(x, {-2, -2}), "takes more than there is of shape [2, 3]");
  EXPECT_ERROR(nn::functional::pad(x, {1, 1}, "reflect"),
               "expected the mode 'constant', got 'reflect'");
}

TEST(Errors, ProductsThatDoNotFit) {
  Tensor x = zeros({2, 3});
  EXPECT_ERROR(dot(x, x), "dot() needs tensors of 1 dimensions, got shape [2, 3]");
  EXPECT_ERROR(tensordot(x, x, 1), "extent 3 of the first meets 2 of the second");
  EXPECT_ERROR(tensordot(x, x, 3), "cannot sum over 3 dimensions of shapes [2, 3] and [2, 3]");
  EXPECT_ERROR(addmm(zeros({4}), x, zeros({3, 5})), "shapes [4] and [2, 5] do not broadcast");
  EXPECT_ERROR(einsum("ab,bc", {x}), "einsum(\"ab,bc\"): expected 2 operands, got 1");
  EXPECT_ERROR(einsum("abc->a", {x}), "'abc' does not fit a tensor of 2 dimensions");
  EXPECT_ERROR(einsum("ab,ab->ab", {x, zeros({3, 3})}), "'a' has extents 2 and 3");
  EXPECT_ERROR(einsum("ab->ac", {x}), "'c' of the result is in no operand");
  EXPECT_ERROR(einsum("ab->aa", {x}), "'a' appears twice in the result");
  EXPECT_ERROR(einsum("a1->a", {x}),
               "expected letters and at most one '...' between commas, got '1'");
  EXPECT_ERROR(nn::functional::bilinear(x, x, x),
               "expected a weight [out, in1, in2], got shape [2, 3]");
}

TEST(Errors, WhatDividesTheBatchOfAStep) {
  auto step = compile([&](Tensor x) {
    EXPECT_ERROR(split(x, 1), "split() along the batch ('?'), whose extent is known only when");
    EXPECT_ERROR(prod(x, {0}), "a product along the batch ('?')");
    EXPECT_ERROR(cumsum(x, 0), "a cumulative sum along the batch ('?')");
    EXPECT_ERROR(repeat(x, {2, 1}), "repeat() along the batch ('?')");
    return x;
  });
  step(zeros({2, 3}));
}

TEST(Errors, TargetsThatDoNotFitTheLoss) {
  Tensor logits = zeros({2, 3});
  EXPECT_ERROR(nn::MSELoss()(logits, zeros({2})),
               "'input' and 'target': shapes [2, 3] and [2] do not broadcast");
  // As in torch, integers are promoted.
  EXPECT_EQ(nn::L1Loss()(logits, zeros({2, 3}, kInt64)).item<float>(), 0);
  EXPECT_ERROR(nn::BCELoss()(logits, zeros({2, 3}, kInt64)),
               "expected 'target' to have the type of 'input', ");
  EXPECT_ERROR(nn::BCEWithLogitsLoss()(logits, zeros({2})),
               "expected 'input' and 'target' to have the same shape, got [2, 3] and [2]");
  EXPECT_ERROR(nn::KLDivLoss()(zeros({2}, kInt64), logits),
               "expected 'input' to have elements of float32 or float64");
  EXPECT_ERROR(nn::CrossEntropyLoss()(logits, zeros({3}, kInt64)),
               "expected 'target' to have the shape [2], got [3]");
  EXPECT_ERROR(nn::MSELossOptions().reduction("avg"), "'none', 'mean' or 'sum', got 'avg'");
}

TEST(Errors, InAStepAreAtTheLineInTheStep) {
  Tensor w = parameter({1., 2.});
  auto step = compile([&](Tensor x) {
    Tensor result;
    EXPECT_ERROR(result = x * w, "shapes [?, 3] and [2] do not broadcast");
    EXPECT_ERROR(x.sum().item(), "cannot read a value while tracing");
    EXPECT_ERROR(x.size(0), "the extent of the batch is not known while tracing");
    return x;
  });
  step(zeros({4, 3}));
}

TEST(Errors, UndefinedTensors) {
  Tensor none;
  EXPECT_ERROR(none + 1, "the tensor is undefined");
  EXPECT_ERROR(none.sizes(), "the tensor is undefined");
  EXPECT_ERROR(none.dtype(), "the tensor is undefined");
  EXPECT_ERROR(none.item(), "the tensor is undefined");
  EXPECT_ERROR(none.backward(), "the tensor is undefined");
  EXPECT_ERROR(nn::Linear(3, 4)(none), "the tensor is undefined");
  EXPECT_FALSE(none.requires_grad() || none.grad().defined());
}

//===----------------------------------------------------------------------===//
// Gradients and optimizers
//===----------------------------------------------------------------------===//

TEST(Errors, BackwardOfWhatHasNoGradient) {
  Tensor w = parameter({1., 2.});
  EXPECT_ERROR((w * w).backward(), "backward() needs a scalar, got shape [2]; reduce it with");
  EXPECT_ERROR(w.detach().sum().backward(), "backward() of a loss that reaches no parameter");
  auto step = compile([&](Tensor x) {
    EXPECT_ERROR((x * w).backward(), "backward() needs a scalar, got shape [?, 2]");
    EXPECT_ERROR(x.sum().backward(), "backward() of a loss that reaches no parameter");
    EXPECT_ERROR((x * w.detach()).sum().backward(), "reaches no parameter");
  });
  step(zeros({3, 2}));
}

TEST(Errors, ParametersInTwoGroups) {
  nn::Linear layer(3, 4);
  EXPECT_ERROR(optim::SGD({layer->weight, layer->weight}),
               "some parameters appear more than once in a parameter group: 'weight'");
  EXPECT_ERROR(optim::SGD(std::vector<Tensor>{}), "optimizer got an empty parameter list");
  optim::SGD optimizer({layer->weight});
  EXPECT_ERROR(optimizer.add_param_group({{layer->bias, layer->weight}}),
               "some parameters appear in more than one parameter group: 'weight'");
  // Nothing of the group was taken.
  EXPECT_EQ(optimizer.param_groups().size(), 1u);
  optimizer.add_param_group({{layer->bias}});
  EXPECT_ERROR(optimizer.add_param_group({{parameter({1.}) * 2}}), "a tensor that is no leaf");
  optimizer.add_param_group({std::vector<Tensor>{}});
  optimizer.param_groups().back().set_lr(0.5);
  optimizer.step();
}

TEST(Errors, OptionsThatAnOptimizerDoesNotHaveOrAllow) {
  Tensor w = parameter({1.});
  EXPECT_ERROR(optim::SGD({w}, optim::SGDOptions(-1)), "Invalid learning rate: -1");
  EXPECT_ERROR(optim::Adam({w}, optim::AdamOptions().betas({1.5, 0.9})), "at index 0: 1.5");
  optim::SGD optimizer({w});
  EXPECT_ERROR(optimizer.param_groups()[0].set("lrr", 1),
               "no option 'lrr', only dampening, lr, momentum, weight_decay");
  EXPECT_ERROR(optimizer.param_groups()[0].set_lr(-1), "expected a number in [0, inf)");
}

//===----------------------------------------------------------------------===//
// Calls of compiled steps
//===----------------------------------------------------------------------===//

TEST(Errors, BatchesThatAStepDoesNotTake) {
  auto step = compile([](Tensor x, Tensor y) { return x + y; }, CompileOptions().max_batch(4));
  EXPECT_ERROR(step(zeros({5}), zeros({5})), "the batch of 5 is above the maximum of 4");
  EXPECT_ERROR(step(zeros({3}), zeros({2})), "got shapes [3] and [2]");
  EXPECT_ERROR(step(Tensor(), zeros({2})), "the tensor is undefined");
  EXPECT_ERROR(step.ir(), "the step has not been traced; call it first");
  step(zeros({4}), zeros({4}));
  EXPECT_ERROR(step.ir("lianlg"), "there is no stage 'lianlg'; stages are trace, autodiff");
}

TEST(Errors, ClassIndicesAreCheckedBeforeAnythingChanges) {
  Tensor w = parameter({{1., 2., 3.}});
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  auto step = compile([&](Tensor x, Tensor y) {
    optimizer.zero_grad();
    Tensor loss = F::cross_entropy(x * w, y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  Tensor x = ones({3, 3});
  EXPECT_ERROR(step(x, tensor({0, 2, 3})), "3 in row 2 of 'input1' is out of range: "
                                           "expected one from 0 to 2");
  EXPECT_ERROR(step(x, tensor({0, -1, 2})), "-1 in row 1 of 'input1'");
  EXPECT_EQ(w.to_vector<float>(), (std::vector<float>{1, 2, 3}));
  step(x, tensor({0, -100, 2}));
  EXPECT_NE(w.to_vector<float>(), (std::vector<float>{1, 2, 3}));
}

TEST(Errors, TheNarrowerOfTwoRangesCounts) {
  auto step = compile([](Tensor x, Tensor y) {
    return F::cross_entropy(x, y) + F::cross_entropy(x.narrow(1, 0, 2), y) + F::cross_entropy(x, y);
  });
  EXPECT_ERROR(step(ones({1, 3}), tensor({2})), "expected one from 0 to 1");
}

//===----------------------------------------------------------------------===//
// After an error
//===----------------------------------------------------------------------===//

TEST(Errors, LeaveTheModelAsItWas) {
  Tensor w = parameter({1., 2.});
  auto step = compile([&](Tensor x) {
    (x * w).sum().backward();
    return x.reshape({7});
  });
  EXPECT_THROW(step(ones({1, 2})), Error);
  EXPECT_FALSE(w.grad().defined());
  (w * w).sum().backward();
  EXPECT_EQ(w.grad().to_vector<float>(), (std::vector<float>{2, 4}));
}

TEST(Errors, OfOneValueDoNotSpoilOthers) {
  Tensor w = parameter({{1., 2., 3.}});
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  Tensor loss = F::cross_entropy(w, tensor({3}));
  loss.backward();
  EXPECT_ERROR(optimizer.step(), "3 in row 0 of 'target");
  EXPECT_ERROR(loss.item(), "the tensor has no value");
  EXPECT_EQ(w.to_vector<float>(), (std::vector<float>{1, 2, 3}));
  optimizer.zero_grad();
  w.sum().backward();
  optimizer.step();
  EXPECT_EQ(w.to_vector<float>(), (std::vector<float>{0, 1, 2}));
}

TEST(Errors, OfIndicesLeaveWhatCameBefore) {
  Tensor w = parameter({{1., 2., 3.}}), x = ones({1, 3}) + 1;
  {
    NoGradGuard guard;
    w.mul_(2);
  }
  Tensor loss = F::cross_entropy(w * x, tensor({0})) + F::nll_loss(x, tensor({3}));
  Tensor later = ones({2}) * 3;
  EXPECT_ERROR(later.to_vector<float>(), "3 in row 0 of 'target");
  EXPECT_ERROR(later.to_vector<float>(), "the tensor has no value");
  EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{2, 2, 2}));
  EXPECT_EQ(w.to_vector<float>(), (std::vector<float>{2, 4, 6}));
  EXPECT_GT(F::cross_entropy(w * x, tensor({0})).item<float>(), 0);
}

TEST(Errors, OfTheCompilerAreReportedAsItsBugs) {
  mlir::MLIRContext &context = frontend::context();
  context.loadAllAvailableDialects();
  auto program = mlir::parseSourceString<mlir::ModuleOp>(R"(
    func.func @step(%x: tensor<4x3xf32> {luge.input = "x"}, %i: tensor<2x1xi64> {luge.input = "i"})
        -> (tensor<2x3xf32> {luge.output = "y"}) {
      %y = tensor.gather %x[%i] gather_dims([0])
         : (tensor<4x3xf32>, tensor<2x1xi64>) -> tensor<2x3xf32>
      return %y : tensor<2x3xf32>
    })",
                                                         &context);
  ASSERT_TRUE(program);
  std::filesystem::path folder = testing::TempDir() + "luge-bug-report";
  std::filesystem::create_directory(folder);
  setenv("TMPDIR", folder.c_str(), 1);
  EXPECT_ERROR(frontend::CompiledProgram::get(*program, Location::current()),
               "this is a bug in luge, not in your program; to see it again:\n  luge compile /");
  unsetenv("TMPDIR");
  EXPECT_EQ(std::filesystem::remove_all(folder), 2u); // with the program, and nothing else
}
