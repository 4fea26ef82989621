// What a training run tells: a person by lines and a progress bar, a machine by lines of JSON.
#ifndef LUGE_TOOLS_LUGE_REPORTER_H
#define LUGE_TOOLS_LUGE_REPORTER_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <memory>
#include <optional>

namespace luge::driver {

struct EpochSummary {
  int64_t epoch; // from 1
  double loss;   // mean over the epoch
  double seconds;
  double imagesPerSecond;
  std::optional<double> testLoss = {}; // when the program has `eval`
  std::optional<double> accuracy = {}; // of the test split, when targets are classes
  std::optional<double> lr = {};       // of the last update, when there is a scheduler
};

class Reporter {
public:
  virtual ~Reporter() = default;
  virtual void compiled(llvm::StringRef program, double seconds) = 0;
  virtual void beginEpoch(int64_t epoch, int64_t epochs, int64_t images, int64_t done) = 0;
  /// `images` more were trained on, with this loss.
  virtual void step(int64_t images, double loss) = 0;
  virtual void endEpoch(const EpochSummary &summary) = 0;
  virtual void saved(llvm::StringRef path) = 0;
  virtual void warn(llvm::StringRef message) = 0;
};

/// Lines on standard output; a progress bar where that is a terminal.
std::unique_ptr<Reporter> makeTextReporter();
/// One JSON object per event on standard output.
std::unique_ptr<Reporter> makeJsonReporter();

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_REPORTER_H
