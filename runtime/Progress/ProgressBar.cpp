#include "runtime/Progress/ProgressBar.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace luge {
namespace {

double steadySeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <typename... Args> std::string format(const char *pattern, Args... args) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, args...);
  return text;
}

/// Three significant digits: 999, 25.2k, 1.50M.
std::string formatQuantity(double value) {
  const char *suffix = "";
  for (const char *next : {"k", "M", "G", "T"}) {
    if (value < 999.5)
      break;
    value /= 1000;
    suffix = next;
  }
  int decimals = *suffix == 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return format("%.*f%s", decimals, value, suffix);
}

std::string formatRate(double rate, const std::string &unit) {
  if (rate <= 0)
    return "?" + unit + "/s";
  if (rate >= 100)
    return formatQuantity(rate) + unit + "/s";
  return format("%.*f", rate < 1 ? 3 : rate < 10 ? 2 : 1, rate) + unit + "/s";
}

/// 01:07, or 1:01:07 from an hour up.
std::string formatTime(double seconds) {
  auto whole = int64_t(seconds + 0.5);
  if (whole >= 3600)
    return format("%lld:%02d:%02d", (long long)(whole / 3600), int(whole / 60 % 60),
                  int(whole % 60));
  return format("%02d:%02d", int(whole / 60), int(whole % 60));
}

bool isUtf8() {
  for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const char *value = std::getenv(name); value && *value) {
      std::string_view locale = value;
      return locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
    }
  return false;
}

int terminalWidth(std::FILE *output) {
  winsize size = {};
  return ioctl(fileno(output), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

ProgressBar::ProgressBar(int64_t total, ProgressOptions given)
    : options(std::move(given)), total(total) {
  if (!options.clock)
    options.clock = steadySeconds;
  if (options.style == ProgressStyle::automatic)
    options.style = isatty(fileno(options.output)) ? ProgressStyle::bar : ProgressStyle::lines;
  if (options.interval <= 0)
    options.interval = options.style == ProgressStyle::bar ? 0.1 : 10;
  begin = last = options.clock();
  if (options.style == ProgressStyle::bar)
    show(false);
}

ProgressBar::~ProgressBar() { close(); }

double ProgressBar::elapsed() const { return (end >= 0 ? end : options.clock()) - begin; }

void ProgressBar::update(int64_t count) {
  done += count;
  if (options.style == ProgressStyle::none || end >= 0)
    return;
  double now = options.clock();
  if (now - last < options.interval)
    return;
  last = now;
  show(false);
}

void ProgressBar::setPostfix(const std::string &name, double value) {
  setPostfix(name, format("%.4g", value));
}

void ProgressBar::setPostfix(const std::string &name, const std::string &text) {
  auto found = std::find_if(postfix.begin(), postfix.end(),
                            [&](const auto &entry) { return entry.first == name; });
  if (found != postfix.end())
    found->second = text;
  else
    postfix.emplace_back(name, text);
}

void ProgressBar::clear() {
  if (!shown || end >= 0)
    return;
  std::fputs("\r\033[K", options.output);
  std::fflush(options.output);
  shown = false;
}

void ProgressBar::close() {
  if (end >= 0)
    return;
  end = options.clock();
  if (options.style != ProgressStyle::none)
    show(true);
}

/// One write per state, and clearing only what is left of the line before: no flicker.
void ProgressBar::show(bool final) {
  std::string text;
  if (options.style == ProgressStyle::bar) {
    int width = options.width > 0 ? options.width : terminalWidth(options.output);
    text = "\r" + line(width - 1) + "\033[K";
    if (final)
      text += "\n";
    shown = true;
  } else {
    text = line() + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), options.output);
  std::fflush(options.output);
}

std::string ProgressBar::barOf(int columns, double fraction) const {
  int eighths = int(fraction * columns * 8);
  std::string bar;
  if (!isUtf8()) {
    bar.assign(size_t(eighths / 8), '#');
    return bar + std::string(size_t(columns - eighths / 8), ' ');
  }
  static constexpr const char *partial[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  for (int i = 0; i < eighths / 8; ++i)
    bar += "█";
  bar += partial[eighths % 8];
  return bar + std::string(size_t(columns - (eighths + 7) / 8), ' ');
}

std::string ProgressBar::line(int columns) const {
  double seconds = elapsed();
  double rate = seconds > 0 ? double(done) / seconds : 0;
  bool known = total > 0;
  double fraction = known ? std::min(1.0, double(done) / double(total)) : 0;

  std::string head = options.description.empty() ? "" : options.description + ": ";
  std::string tail = formatQuantity(double(done));
  if (known) {
    head += format("%3d%%", int(fraction * 100));
    tail += "/" + formatQuantity(double(total));
  } else {
    tail += " " + options.unit;
  }
  tail += " [" + formatTime(seconds);
  if (known && end < 0)
    tail += "<" + (rate > 0 ? formatTime(double(total - done) / rate) : std::string("?"));
  tail += ", " + formatRate(rate, " " + options.unit);
  for (const auto &[name, text] : postfix)
    tail += ", " + name + "=" + text;
  tail += "]";

  if (columns == 0)
    return head + (head.empty() ? "" : " ") + tail;
  int room = columns - int(head.size() + tail.size()) - 3; // "|", "| "
  if (known && room >= 4)
    return head + "|" + barOf(std::min(room, 40), fraction) + "| " + tail;
  return (head + (head.empty() ? "" : " ") + tail).substr(0, size_t(columns));
}

} // namespace luge
