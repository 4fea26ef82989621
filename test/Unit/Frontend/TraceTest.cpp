// What a traced step looks like as IR.
#include "compiler/Frontend/TracedProgram.h"
#include "luge/luge.h"

#include <gtest/gtest.h>

using namespace luge;

/// The text of a step over a batch of [?, 4] inputs and class indices.
static std::string trace(const TracedProgram::Function &step) {
  TracedProgram program("test", 8);
  program.trace("step", {{"x", kFloat32, {kBatch, 4}}, {"y", kInt64, {kBatch}}}, step, {"loss"});
  return program.ir("trace", Location::current());
}

TEST(Trace, OfAnMlpNamesParametersStatesAndHypers) {
  manual_seed(0);
  auto model = nn::Sequential(nn::Linear(4, 5), nn::ReLU(), nn::Linear(5, 3));
  nn::CrossEntropyLoss criterion;
  optim::Adam optimizer(model->parameters(), optim::AdamOptions(1e-3));
  std::string ir = trace([&](const std::vector<Tensor> &inputs) -> std::vector<Tensor> {
    optimizer.zero_grad();
    Tensor loss = criterion(model(inputs[0]), inputs[1]);
    loss.backward();
    optimizer.step();
    return {loss};
  });
  EXPECT_NE(ir.find("luge.parameter = \"0.weight\""), std::string::npos);
}
