/// Line search by the strong Wolfe conditions.
#ifndef LUGE_COMPILER_FRONTEND_LINESEARCH_H
#define LUGE_COMPILER_FRONTEND_LINESEARCH_H

#include <functional>
#include <vector>

namespace luge::optim {

using Vector = std::vector<double>;

double dot(const Vector &x, const Vector &y);
/// y += scale * x
void addScaled(Vector &y, double scale, const Vector &x);
/// The largest magnitude; NaN if there is one.
double maxMagnitude(const Vector &x);

/// A function's value and gradient at one point of a line, and its slope along the line there.
struct LinePoint {
  double t = 0, value = 0;
  Vector gradient;
  double slope = 0;
};

/// The function and its gradient at a distance `t` along the line.
using LineFunction = std::function<LinePoint(double t)>;

struct LineSearchResult {
  LinePoint point;
  int evaluations;
};

/// Looks for a point that satisfies the strong Wolfe conditions, first at `t`, from `start` at 0, along a direction
/// whose largest component is `size`. Source: torch.optim.lbfgs._strong_wolfe.
LineSearchResult searchStrongWolfe(const LineFunction &function, const LinePoint &start, double t,
                                   double size, double toleranceChange, double maxIterations);

} // namespace luge::optim

#endif // LUGE_COMPILER_FRONTEND_LINESEARCH_H
