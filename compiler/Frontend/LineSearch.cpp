#include "compiler/Frontend/LineSearch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

using namespace luge;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

double optim::dot(const Vector &x, const Vector &y) {
  // Sums side by side, for vectors of any CPU.
  constexpr size_t lanes = 8;
  std::array<double, lanes> sums{};
  size_t whole = x.size() / lanes * lanes;
  for (size_t i = 0; i < whole; i += lanes)
    for (size_t lane = 0; lane < lanes; ++lane)
      sums[lane] += x[i + lane] * y[i + lane];
  double sum = 0;
  for (double part : sums)
    sum += part;
  for (size_t i = whole; i < x.size(); ++i)
    sum += x[i] * y[i];
  return sum;
}

void optim::addScaled(Vector &y, double scale, const Vector &x) {
  for (size_t i = 0; i < x.size(); ++i)
    y[i] += scale * x[i];
}

double optim::maxMagnitude(const Vector &x) {
  double largest = 0;
  for (double element : x)
    if (double magnitude = std::abs(element); !(magnitude <= largest))
      largest = magnitude;
  return largest;
}

//===----------------------------------------------------------------------===//
// The search
//===----------------------------------------------------------------------===//

/// Where the cubic through values and slopes at two points is smallest, within bounds.
static double interpolateCubic(const LinePoint &a, const LinePoint &b, double low, double high) {
  double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
  double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0))
    return (low + high) / 2;
  double d2 = std::sqrt(square);
  double position = a.t <= b.t
                        ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
                        : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return std::min(std::max(position, low), high);
}

namespace {

class WolfeSearch {
public:
  WolfeSearch(const LineFunction &function, const LinePoint &start, double size,
              double toleranceChange, double maxIterations)
      : function(function), start(start), size(size), toleranceChange(toleranceChange),
        maxIterations(maxIterations) {}

  LineSearchResult run(double t) {
    bracket(t);
    findLowest();
    zoom();
    return {points[lowest], evaluations};
  }

private:
  /// The value has not fallen enough for the step (Armijo).
  bool isTooHigh(const LinePoint &point) const {
    return point.value > start.value + 1e-4 * point.t * start.slope;
  }
  /// The slope is flat enough.
  bool isFlat(const LinePoint &point) const { return std::abs(point.slope) <= -0.9 * start.slope; }

  LinePoint evaluate(double t) {
    ++evaluations;
    return function(t);
  }

  /// Finds a point that satisfies the conditions, or two with such a point between them.
  void bracket(double t) {
    LinePoint previous = start, point = evaluate(t);
    for (; iterations < maxIterations; ++iterations) {
      if (isTooHigh(point) || (iterations > 1 && point.value >= previous.value)) {
        points = {previous, point};
        return;
      }
      if (isFlat(point)) {
        points = {point};
        isDone = true;
        return;
      }
      if (point.slope >= 0) {
        points = {previous, point};
        return;
      }
      double next =
          interpolateCubic(previous, point, point.t + 0.01 * (point.t - previous.t), point.t * 10);
      previous = point;
      point = evaluate(next);
    }
    points = {start, point};
  }

  void findLowest() {
    lowest = points.front().value <= points.back().value ? 0 : points.size() - 1;
  }

  void zoom() {
    bool lacksProgress = false;
    for (; !isDone && iterations < maxIterations; ++iterations) {
      LinePoint &lowPoint = points[lowest], &highPoint = points[1 - lowest];
      if (std::abs(points[1].t - points[0].t) * size < toleranceChange)
        break;
      auto [least, most] = std::minmax(points[0].t, points[1].t);
      double t = awayFromEnds(interpolateCubic(points[0], points[1], least, most), least, most,
                              lacksProgress);
      LinePoint point = evaluate(t);
      if (isTooHigh(point) || point.value >= lowPoint.value) {
        highPoint = point;
        findLowest();
        continue;
      }
      if (isFlat(point))
        isDone = true;
      else if (point.slope * (highPoint.t - lowPoint.t) >= 0)
        highPoint = lowPoint;
      lowPoint = point;
    }
  }

  /// A second time in a row near an end of the bracket, or once at it, `t` is moved a tenth of the bracket inside.
  static double awayFromEnds(double t, double least, double most, bool &lacksProgress) {
    double margin = 0.1 * (most - least);
    if (!(std::min(most - t, t - least) < margin)) {
      lacksProgress = false;
      return t;
    }
    if (!lacksProgress && t < most && t > least) {
      lacksProgress = true;
      return t;
    }
    lacksProgress = false;
    return std::abs(t - most) < std::abs(t - least) ? most - margin : least + margin;
  }

  const LineFunction &function;
  const LinePoint &start;
  double size, toleranceChange, maxIterations;
  int iterations = 0, evaluations = 0;
  bool isDone = false;
  /// One or two.
  std::vector<LinePoint> points;
  size_t lowest = 0;
};

} // namespace

LineSearchResult optim::searchStrongWolfe(const LineFunction &function, const LinePoint &start,
                                          double t, double size, double toleranceChange,
                                          double maxIterations) {
  return WolfeSearch(function, start, size, toleranceChange, maxIterations).run(t);
}
