/// Decisions that a traced function makes.
#ifndef LUGE_SWITCH_H
#define LUGE_SWITCH_H

#include <memory>

namespace luge {

/// A bool that a function given to `luge::compile` may branch on. The function is compiled once for either value; a
/// call runs the program of the value it finds. Accumulating gradients over k batches reads as in PyTorch:
///
///   luge::Switch update;
///   auto step = luge::compile([&](luge::Tensor x, luge::Tensor y) {
///     (criterion(model(x), y) / k).backward();
///     if (update) {
///       optimizer.step();
///       optimizer.zero_grad();
///     }
///   });
///   for (auto [x, y] : loader) {
///     update = ++i % k == 0;
///     step(x, y);
///   }
class Switch {
public:
  explicit Switch(bool value = false) : state(std::make_shared<bool>(value)) {}
  Switch(const Switch &) = delete;
  Switch &operator=(const Switch &) = delete;
  Switch &operator=(bool value) {
    *state = value;
    return *this;
  }

  operator bool() const;

private:
  std::shared_ptr<bool> state;
};

} // namespace luge

#endif // LUGE_SWITCH_H
