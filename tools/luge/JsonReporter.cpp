// What a training run tells a machine.
#include "tools/luge/Reporter.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace luge::driver;

namespace {

class JsonReporter : public Reporter {
public:
  void compiled(llvm::StringRef program, double seconds) override {
    emit("compiled", llvm::json::Object{{"program", program}, {"seconds", seconds}});
  }
  void beginEpoch(int64_t epoch, int64_t epochs, int64_t images, int64_t done) override {}
  void step(int64_t images, double loss) override {}
  void endEpoch(const EpochSummary &summary) override {
    llvm::json::Object event{{"epoch", summary.epoch},
                             {"loss", number(summary.loss)},
                             {"seconds", summary.seconds},
                             {"images_per_second", summary.imagesPerSecond}};
    if (summary.testLoss)
      event["test_loss"] = number(*summary.testLoss);
    if (summary.accuracy)
      event["accuracy"] = *summary.accuracy;
    if (summary.lr)
      event["lr"] = *summary.lr;
    emit("epoch", std::move(event));
  }
  void saved(llvm::StringRef path) override { emit("saved", llvm::json::Object{{"file", path}}); }
  void warn(llvm::StringRef message) override {
    emit("warning", llvm::json::Object{{"message", message}});
  }

private:
  /// JSON has no NaN and no infinity.
  static llvm::json::Value number(double value) {
    return std::isfinite(value) ? llvm::json::Value(value) : nullptr;
  }

  static void emit(llvm::StringRef event, llvm::json::Object fields) {
    fields["event"] = event;
    llvm::outs() << llvm::json::Value(std::move(fields)) << '\n';
    llvm::outs().flush(); // a reader sees each line when it happens
  }
};

} // namespace

std::unique_ptr<Reporter> luge::driver::makeJsonReporter() {
  return std::make_unique<JsonReporter>();
}
