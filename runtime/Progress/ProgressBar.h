//===- ProgressBar.h - How far a loop has come ------------------*- C++ -*-===//
//
//   ProgressBar progress(60000, {.description = "epoch 1/5", .unit = "image"});
//   for (auto [x, y] : loader) {
//     progress.setPostfix("loss", step(x, y));
//     progress.update(y.rows());
//   }
//
// On a terminal one line is redrawn:
//   epoch 1/5:  42%|########            | 25.2k/60.0k [00:01<00:02, 21.3k images/s, loss=0.4312]
// Elsewhere a plain line appears now and then, and one at the end.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_PROGRESS_PROGRESSBAR_H
#define LUGE_RUNTIME_PROGRESS_PROGRESSBAR_H

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace luge {

/// How progress is shown.
enum class ProgressStyle {
  automatic, ///< bar if the output is a terminal, lines otherwise
  bar,
  lines,
  none
};

struct ProgressOptions {
  std::string description = {};
  std::string unit = "it"; ///< what is counted
  ProgressStyle style = ProgressStyle::automatic;
  std::FILE *output = stderr;
  double interval = 0;         ///< seconds between updates; 0: 0.1 for a bar, 10 for lines
  int width = 0;               ///< columns; 0: the terminal's
  double (*clock)() = nullptr; ///< seconds, for tests; null: the steady clock
};

/// Counts to `total` (0: unknown) and shows it. Cheap to update: nothing is
/// formatted more often than the interval says.
class ProgressBar {
public:
  explicit ProgressBar(int64_t total, ProgressOptions options = {});
  /// Closes.
  ~ProgressBar();
  ProgressBar(const ProgressBar &) = delete;
  ProgressBar &operator=(const ProgressBar &) = delete;

  /// Counts `count` more.
  void update(int64_t count = 1);
  /// Shows `name=value` at the end, in the order in which names first came.
  void setPostfix(const std::string &name, double value);
  void setPostfix(const std::string &name, const std::string &text);
  /// Clears the bar so that other output may follow; the next update redraws it.
  void clear();
  /// Shows the final state and ends the line.
  void close();

  int64_t count() const { return done; }
  /// Seconds since the beginning, until closing.
  double elapsed() const;
  /// The line for the present state, cut to `columns` (0: not cut).
  std::string line(int columns = 0) const;

private:
  void show(bool final);
  std::string barOf(int columns, double fraction) const;

  ProgressOptions options;
  int64_t total, done = 0;
  double begin, last, end = -1;
  bool shown = false;
  std::vector<std::pair<std::string, std::string>> postfix;
};

} // namespace luge

#endif // LUGE_RUNTIME_PROGRESS_PROGRESSBAR_H
