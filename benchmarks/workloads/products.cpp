#include "workloads.h"

namespace json = llvm::json;
using namespace luge;
using namespace luge::benchmarks;

Step benchmarks::makeProduct(const json::Object &fields) {
  std::string kind = fields.getString("kind")->str();
  int64_t batch = *fields.getInteger("batch"), outputs = *fields.getInteger("outputs"),
          inputs = *fields.getInteger("inputs");
  Tensor x = makeData({batch, inputs}), w = makeData({outputs, inputs});
  Tensor dy = makeData({batch, outputs}), result;
  std::function<Tensor()> product;
  if (kind == "forward") {
    result = makeData({batch, outputs});
    product = [=] { return x.matmul(w.t()); };
  } else if (kind == "dx") {
    result = makeData({batch, inputs});
    product = [=] { return dy.matmul(w); };
  } else {
    result = makeData({outputs, inputs});
    product = [=] { return dy.t().matmul(x); };
  }
  auto step = luge::compile([=]() mutable { result.copy_(product()); });
  return [=]() mutable {
    step();
    return result.data_ptr<float>()[0];
  };
}
