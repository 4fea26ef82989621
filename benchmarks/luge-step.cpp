// One workload in Luge; peer_step.py says how it is asked to run.
// usage: luge-step WORKLOAD-AS-JSON THREADS
#include "workloads/workloads.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <iostream>
#include <map>
#include <sys/resource.h>

namespace json = llvm::json;
using namespace luge;
using namespace luge::benchmarks;

static void emit(json::Object fields) {
  llvm::outs() << json::Value(std::move(fields)) << '\n';
  llvm::outs().flush();
}

static double run(const Step &step, int64_t count, double &value) {
  auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < count; ++i)
    value = step();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Tensor benchmarks::makeData(const Sizes &size) {
  Tensor data = randn(size);
  data.data_ptr<float>();
  return data;
}

Tensor benchmarks::makeClasses(int64_t count, int64_t classes) {
  Tensor indices = (rand({count}) * double(classes)).to(kInt64);
  indices.data_ptr<int64_t>();
  return indices;
}

int main(int argc, char **argv) {
  static const std::map<llvm::StringRef, Step (*)(const json::Object &)> families = {
      {"steps", makeTrainingStep},
      {"products", makeProduct},
      {"optimizers", makeUpdate},
      {"losses", makeLoss},
      {"sweeps", makeSweep}};
  set_num_threads(std::atoi(argv[2]));
  manual_seed(0);
  json::Value workload = llvm::cantFail(json::parse(argv[1]));
  const json::Object &fields = *workload.getAsObject();
  Step step = families.at(*fields.getString("family"))(fields);

  double value = 0;
  emit(json::Object{{"version", "luge 0.1"}, {"compile_seconds", run(step, 1, value)}});
  for (int64_t count; std::cin >> count;) {
    double seconds = run(step, count, value);
    emit(json::Object{{"seconds", seconds}, {"value", value}});
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  emit(json::Object{{"rss_mb", usage.ru_maxrss / 1024.0}});
}
