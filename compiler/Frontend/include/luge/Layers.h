/// Layers; activations are in Activations.h (https://docs.pytorch.org/docs/stable/nn.html).
#ifndef LUGE_LAYERS_H
#define LUGE_LAYERS_H

#include "luge/Module.h"

#include <functional>
#include <string>

namespace luge::nn {

struct LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features)
      : inFeatures(in_features), outFeatures(out_features) {}
  LinearOptions &bias(bool value) {
    hasBias = value;
    return *this;
  }
  LinearOptions &dtype(DType value) {
    type = value;
    return *this;
  }

  int64_t inFeatures, outFeatures;
  bool hasBias = true;
  DType type = kFloat32;
};

/// `input weight^T + bias`: [..., in_features] to [..., out_features]. Weight and bias are at first uniform within
/// 1 / sqrt(in_features), which is what torch's Kaiming initialization with a = sqrt(5) comes to.
class LinearImpl : public Module {
public:
  LinearImpl(int64_t in_features, int64_t out_features, Location where = Location::current())
      : LinearImpl(LinearOptions(in_features, out_features), where) {}
  explicit LinearImpl(const LinearOptions &options, Location where = Location::current());
  Tensor forward(const Tensor &input, Location where = Location::current());

  Tensor weight, bias;
};
LUGE_MODULE(Linear);

struct FlattenOptions {
  FlattenOptions &start_dim(int64_t value) {
    start = value;
    return *this;
  }
  FlattenOptions &end_dim(int64_t value) {
    end = value;
    return *this;
  }
  int64_t start = 1, end = -1;
};

/// Merges dimensions; by default all but the batch.
class FlattenImpl : public Module {
public:
  explicit FlattenImpl(FlattenOptions options = {}) : options(options) {}
  Tensor forward(const Tensor &input, Location where = Location::current());

private:
  FlattenOptions options;
};
LUGE_MODULE(Flatten);

/// In training each element is zero with probability `p`, and otherwise scaled by 1 / (1 - p).
class DropoutImpl : public Module {
public:
  explicit DropoutImpl(double p = 0.5, Location where = Location::current());
  Tensor forward(const Tensor &input, Location where = Location::current());

private:
  double p;
};
LUGE_MODULE(Dropout);

class IdentityImpl : public Module {
public:
  Tensor forward(const Tensor &input, Location where = Location::current());
};
LUGE_MODULE(Identity);

/// Modules one after the other, named "0", "1", ...
class SequentialImpl : public Module {
public:
  SequentialImpl() = default;
  template <typename... Modules>
    requires(sizeof...(Modules) > 0 && !(std::same_as<Modules, Location> || ...))
  explicit SequentialImpl(const Modules &...modules) {
    (push_back(modules), ...);
  }

  /// A module with `Tensor forward(Tensor)`, or its holder; named by its place unless a name is given.
  template <std::derived_from<Module> ModuleT>
  void push_back(std::string name, std::shared_ptr<ModuleT> module,
                 Location where = Location::current()) {
    auto forward = [module](const Tensor &input, Location where) {
      return forwardAt(*module, where, input);
    };
    push_back(std::move(name), std::move(module), std::move(forward), where);
  }
  /// A module whose `forward` is known to the caller only, as one of another language.
  void push_back(std::string name, std::shared_ptr<Module> module,
                 std::function<Tensor(const Tensor &, Location)> forward,
                 Location where = Location::current()) {
    addModule(std::move(name), module, where);
    modules.push_back(std::move(module));
    forwards.push_back(std::move(forward));
  }
  template <std::derived_from<Module> ModuleT>
  void push_back(std::shared_ptr<ModuleT> module, Location where = Location::current()) {
    push_back(std::to_string(size()), std::move(module), where);
  }
  template <typename ModuleT>
  void push_back(std::string name, const ModuleHolder<ModuleT> &holder,
                 Location where = Location::current()) {
    push_back(std::move(name), holder.ptr(), where);
  }
  template <typename ModuleT>
  void push_back(const ModuleHolder<ModuleT> &holder, Location where = Location::current()) {
    push_back(std::to_string(size()), holder.ptr(), where);
  }

  Tensor forward(const Tensor &input, Location where = Location::current());
  size_t size() const { return modules.size(); }
  const std::shared_ptr<Module> &operator[](size_t index) const { return modules.at(index); }

private:
  std::vector<std::shared_ptr<Module>> modules;
  std::vector<std::function<Tensor(const Tensor &, Location)>> forwards;
};
LUGE_MODULE(Sequential);

} // namespace luge::nn

#endif // LUGE_LAYERS_H
