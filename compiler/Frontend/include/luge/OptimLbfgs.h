/// L-BFGS (https://docs.pytorch.org/docs/stable/optim.html).
#ifndef LUGE_OPTIMLBFGS_H
#define LUGE_OPTIMLBFGS_H

#include "luge/Optimizer.h"

namespace luge::optim {

struct LBFGSOptions : OptimizerOptions {
  using Self = LBFGSOptions;
  LBFGSOptions(double lr = 1);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(max_iter)
  /// If it is not set, 5/4 of `max_iter`.
  LUGE_OPTION_NUMBER(max_eval)
  LUGE_OPTION_NUMBER(tolerance_grad)
  LUGE_OPTION_NUMBER(tolerance_change)
  LUGE_OPTION_NUMBER(history_size)
  /// "strong_wolfe", or "none".
  Self &line_search_fn(std::string value) {
    choices["line_search_fn"] = std::move(value);
    return *this;
  }
  const std::string &line_search_fn() const { return choices.at("line_search_fn"); }
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// L-BFGS: each step evaluates the loss and its gradient several times, and so takes a closure, best a compiled one:
///
///     auto closure = luge::compile([&] {
///       optimizer.zero_grad();
///       auto loss = criterion(model(x), y);
///       loss.backward();
///       return loss;
///     });
///     optimizer.step(closure);
///
/// Directions are computed on the host, in double. All parameters are in one group.
class LBFGS : public OptimizerWith<LBFGSOptions> {
public:
  /// Computes the loss, calls `backward`, and returns the loss.
  using Closure = std::function<Tensor()>;

  LBFGS(std::vector<Tensor> params, LBFGSOptions options = {},
        Location where = Location::current());
  LBFGS(std::vector<OptimizerParamGroup> groups, LBFGSOptions options = {},
        Location where = Location::current());
  ~LBFGS() override;

  /// Drops the gradients. In a compiled closure, which begins without them, it does nothing: what is dropped at the
  /// beginning of a compiled step is no result of it.
  void zero_grad(Location where = Location::current()) override;

  /// Returns the first loss. Errors: inside a compiled step; a closure that leaves no gradient; what the closure throws.
  Tensor step(const Closure &closure, Location where = Location::current());

  /// What the next step depends on, by torch's keys: numbers ("n_iter", "t", ...), vectors over all parameters ("d",
  /// "prev_flat_grad"), and "old_dirs", "old_stps" and "ro", one row for each remembered iteration.
  std::map<std::string, Tensor> state_dict() const;
  /// Continues from `state_dict()`. Errors: a key is missing, or a shape is of other parameters.
  void load_state_dict(const std::map<std::string, Tensor> &state,
                       Location where = Location::current());

private:
  struct History;
  std::unique_ptr<History> history;
};

} // namespace luge::optim

#endif // LUGE_OPTIMLBFGS_H
