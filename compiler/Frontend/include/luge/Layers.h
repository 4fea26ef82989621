/// Layers; activations are in Activations.h (https://docs.pytorch.org/docs/stable/nn.html).
#ifndef LUGE_LAYERS_H
#define LUGE_LAYERS_H

#include "luge/Functional.h"
#include "luge/Module.h"
#include "luge/Options.h"

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

class BilinearOptions {
public:
  BilinearOptions(int64_t in1_features, int64_t in2_features, int64_t out_features)
      : in1Features(in1_features), in2Features(in2_features), outFeatures(out_features) {}
  int64_t in1Features, in2Features, outFeatures;
  LUGE_OPTION(BilinearOptions, bool, bias, true);
  LUGE_OPTION(BilinearOptions, DType, dtype, kFloat32);
};

/// `input1^T weight input2 + bias`: [..., in1_features] and [..., in2_features] to [..., out_features]. Weight and bias
/// are at first uniform within 1 / sqrt(in1_features).
class BilinearImpl : public Module {
public:
  BilinearImpl(int64_t in1_features, int64_t in2_features, int64_t out_features,
               Location where = Location::current())
      : BilinearImpl(BilinearOptions(in1_features, in2_features, out_features), where) {}
  explicit BilinearImpl(const BilinearOptions &options, Location where = Location::current());
  Tensor forward(const Tensor &input1, const Tensor &input2, Location where = Location::current());

  Tensor weight, bias;
};
LUGE_MODULE(Bilinear);

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

/// Makes several dimensions of one: `Unflatten(1, {2, -1})`.
class UnflattenImpl : public Module {
public:
  UnflattenImpl(int64_t dim, Sizes unflattened_size)
      : dim(dim), sizes(std::move(unflattened_size)) {}
  Tensor forward(const Tensor &input, Location where = Location::current());

private:
  int64_t dim;
  Sizes sizes;
};
LUGE_MODULE(Unflatten);

/// A layer that drops with probability `p` in training.
class DropoutLayer : public Module {
public:
  explicit DropoutLayer(double p = 0.5, Location where = Location::current());

protected:
  double p;
};

/// Defines the module `Name` over the function `function` of namespace functional.
#define LUGE_DROPOUT(Name, function)                                                               \
  class Name##Impl : public DropoutLayer {                                                         \
  public:                                                                                          \
    using DropoutLayer::DropoutLayer;                                                              \
    Tensor forward(const Tensor &input, Location where = Location::current()) {                    \
      return functional::function(input, p, is_training(), where);                                 \
    }                                                                                              \
  };                                                                                               \
  LUGE_MODULE(Name)

/// In training each element is zero with probability `p`, and otherwise scaled by 1 / (1 - p).
LUGE_DROPOUT(Dropout, dropout);
// The same of whole channels: [N, C, ...].
LUGE_DROPOUT(Dropout1d, dropout1d);
LUGE_DROPOUT(Dropout2d, dropout2d);
LUGE_DROPOUT(Dropout3d, dropout3d);
/// In training each element is with probability `p` the least value of SELU, after which all are scaled and shifted so
/// that mean 0 and variance 1 are kept.
LUGE_DROPOUT(AlphaDropout, alpha_dropout);
/// The same of whole channels: [N, C, ...].
LUGE_DROPOUT(FeatureAlphaDropout, feature_alpha_dropout);

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
