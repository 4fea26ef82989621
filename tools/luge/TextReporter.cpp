// What a training run tells a person.
#include "runtime/Progress/ProgressBar.h"
#include "tools/luge/Reporter.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"
#include <optional>

using namespace luge::driver;

namespace {

class TextReporter : public Reporter {
public:
  void compiled(llvm::StringRef program, double seconds) override {
    llvm::outs() << llvm::formatv("compiled '{0}' in {1:f2} s\n", program, seconds);
    llvm::outs().flush();
  }

  void beginEpoch(int64_t epoch, int64_t epochs, int64_t images, int64_t done) override {
    luge::ProgressOptions options;
    options.description = llvm::formatv("epoch {0}/{1}", epoch, epochs);
    options.unit = "image";
    bar.emplace(images, options);
    if (done)
      bar->update(done);
  }

  void step(int64_t images, double loss) override {
    bar->setPostfix("loss", loss);
    bar->update(images);
  }

  void endEpoch(const EpochSummary &summary) override {
    bar.reset();
    llvm::outs() << llvm::formatv("epoch {0}: loss {1:f4}", summary.epoch, summary.loss);
    if (summary.testLoss)
      llvm::outs() << llvm::formatv(", test loss {0:f4}", *summary.testLoss);
    if (summary.accuracy)
      llvm::outs() << llvm::formatv(", test accuracy {0:f2}%", 100 * *summary.accuracy);
    if (summary.lr)
      llvm::outs() << llvm::formatv(", lr {0:e2}", *summary.lr);
    llvm::outs() << llvm::formatv("; {0:f1} s, {1:f0} images/s\n", summary.seconds,
                                  summary.imagesPerSecond);
    llvm::outs().flush();
  }

  void saved(llvm::StringRef path) override {
    bar.reset(); // when interrupted
    llvm::outs() << llvm::formatv("saved '{0}'\n", path);
    llvm::outs().flush();
  }

  void warn(llvm::StringRef message) override {
    if (bar)
      bar->clear();
    llvm::WithColor::warning(llvm::errs(), "luge") << message << '\n';
  }

private:
  std::optional<luge::ProgressBar> bar;
};

} // namespace

std::unique_ptr<Reporter> luge::driver::makeTextReporter() {
  return std::make_unique<TextReporter>();
}
