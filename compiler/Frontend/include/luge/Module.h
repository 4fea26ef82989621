/// Modules: parameters, buffers and submodules by name, and a `forward`.
#ifndef LUGE_MODULE_H
#define LUGE_MODULE_H

#include "luge/Tensor.h"

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace luge {

/// A list of named things in the order they were added.
template <typename T> class OrderedDict {
public:
  class Item {
  public:
    Item(std::string key, T value) : name(std::move(key)), element(std::move(value)) {}
    const std::string &key() const { return name; }
    const T &value() const { return element; }
    T &value() { return element; }

  private:
    std::string name;
    T element;
  };

  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }
  auto begin() { return items.begin(); }
  auto end() { return items.end(); }
  size_t size() const { return items.size(); }
  bool is_empty() const { return items.empty(); }
  const T *find(const std::string &key) const {
    for (const Item &item : items)
      if (item.key() == key)
        return &item.value();
    return nullptr;
  }
  T *find(const std::string &key) { return const_cast<T *>(std::as_const(*this).find(key)); }
  bool contains(const std::string &key) const { return find(key) != nullptr; }
  /// An error when there is none of that name.
  const T &at(const std::string &key, Location where = Location::current()) const {
    if (const T *value = find(key))
      return *value;
    throw Error("there is no '" + key + "'", where);
  }
  const T &operator[](const std::string &key) const { return at(key); }
  void insert(std::string key, T value) { items.emplace_back(std::move(key), std::move(value)); }
  void erase(const std::string &key) {
    std::erase_if(items, [&](const Item &item) { return item.key() == key; });
  }

private:
  std::vector<Item> items;
};

namespace nn {

/// The base of all modules (https://docs.pytorch.org/cppdocs/api/classtorch_1_1nn_1_1_module.html). Names join with
/// dots: `layers.0.weight`.
class Module : public std::enable_shared_from_this<Module> {
public:
  Module() = default;
  virtual ~Module();
  Module(const Module &) = delete;
  Module &operator=(const Module &) = delete;

  /// Of this module and, with `recurse`, of its submodules; what is shared appears once, under its first name.
  OrderedDict<Tensor> named_parameters(bool recurse = true) const;
  OrderedDict<Tensor> named_buffers(bool recurse = true) const;
  std::vector<Tensor> parameters(bool recurse = true) const;
  std::vector<Tensor> buffers(bool recurse = true) const;
  OrderedDict<std::shared_ptr<Module>> named_children() const;
  std::vector<std::shared_ptr<Module>> children() const;

  /// Training or evaluation, of this module and its submodules: dropout acts in training only. A compiled step is
  /// traced once for each.
  virtual void train(bool on = true);
  void eval() { train(false); }
  bool is_training() const;
  /// Drops the gradients of all parameters.
  void zero_grad(Location where = Location::current());

  /// Errors: a name that is taken, empty or contains a dot.
  Tensor register_parameter(std::string name, Tensor tensor, bool requires_grad = true,
                            Location where = Location::current());
  Tensor register_buffer(std::string name, Tensor tensor, Location where = Location::current());
  template <typename ModuleT>
  std::shared_ptr<ModuleT> register_module(std::string name, std::shared_ptr<ModuleT> module,
                                           Location where = Location::current()) {
    addModule(std::move(name), module, where);
    return module;
  }
  /// For holders such as `nn::Linear`.
  template <typename HolderT>
    requires requires(const HolderT &holder) { holder.ptr(); }
  HolderT register_module(std::string name, HolderT module, Location where = Location::current()) {
    addModule(std::move(name), module.ptr(), where);
    return module;
  }

  /// Puts another in the place of one that is registered. Errors: there is none of that name.
  void replace_parameter(const std::string &name, Tensor tensor,
                         Location where = Location::current());
  void replace_buffer(const std::string &name, Tensor tensor, Location where = Location::current());
  void replace_module(const std::string &name, std::shared_ptr<Module> module,
                      Location where = Location::current());
  /// Takes out the parameter, buffer or submodule of that name.
  void unregister(const std::string &name);

  template <typename ModuleT> ModuleT *as() { return dynamic_cast<ModuleT *>(this); }

protected:
  void addModule(std::string name, std::shared_ptr<Module> module, Location where);

private:
  void collect(const std::string &prefix, bool recurse, bool wantBuffers,
               OrderedDict<Tensor> &result) const;
  void setPrefix(const std::string &prefix);
  void checkName(const std::string &name, Location where) const;

  OrderedDict<Tensor> ownParameters, ownBuffers;
  OrderedDict<std::shared_ptr<Module>> submodules;
  /// What the names of parameters begin with, as far as this module is registered in others.
  std::string prefix;
  /// Outlives the module in compiled steps, which look whether it has changed.
  std::shared_ptr<bool> training = std::make_shared<bool>(true);
};

/// `module.forward(tensors...)`, with the caller's place where it takes one.
template <typename ModuleT, typename... Tensors>
auto forwardAt(ModuleT &module, Location where, const Tensors &...tensors) {
  if constexpr (requires { module.forward(tensors..., where); })
    return module.forward(tensors..., where);
  else
    return module.forward(tensors...);
}

/// A shared module with the look of a value: `nn::Linear layer(784, 128); layer(x); layer->weight`. Made by
/// LUGE_MODULE.
template <typename Impl> class ModuleHolder {
  template <typename T>
  static constexpr bool isArgument = !std::derived_from<std::remove_cvref_t<T>, ModuleHolder> &&
                                     !std::convertible_to<T, std::shared_ptr<Impl>> &&
                                     !std::same_as<std::remove_cvref_t<T>, std::nullptr_t>;

public:
  using ContainedType = Impl;

  ModuleHolder()
    requires std::default_initializable<Impl>
      : contained(std::make_shared<Impl>()) {}
  ModuleHolder(std::nullptr_t) {}
  ModuleHolder(std::shared_ptr<Impl> module) : contained(std::move(module)) {}
  // What `Impl` is made of. A default argument cannot follow a pack: up to three arguments, a module that takes a
  // place gets that of the caller.
  template <typename A>
    requires(isArgument<A>)
  explicit ModuleHolder(A &&a, Location where = Location::current())
      : contained(makeAt(where, std::forward<A>(a))) {}
  template <typename A, typename B>
    requires(isArgument<A>)
  explicit ModuleHolder(A &&a, B &&b, Location where = Location::current())
      : contained(makeAt(where, std::forward<A>(a), std::forward<B>(b))) {}
  template <typename A, typename B, typename C>
    requires(isArgument<A>)
  explicit ModuleHolder(A &&a, B &&b, C &&c, Location where = Location::current())
      : contained(makeAt(where, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c))) {}
  template <typename A, typename B, typename C, typename D, typename... Rest>
    requires(isArgument<A> && !std::same_as<std::remove_cvref_t<D>, Location>)
  explicit ModuleHolder(A &&a, B &&b, C &&c, D &&d, Rest &&...rest)
      : contained(std::make_shared<Impl>(std::forward<A>(a), std::forward<B>(b), std::forward<C>(c),
                                         std::forward<D>(d), std::forward<Rest>(rest)...)) {}

  explicit operator bool() const { return contained != nullptr; }
  bool is_empty() const { return contained == nullptr; }
  const std::shared_ptr<Impl> &ptr() const { return contained; }
  Impl *get() const { return contained.get(); }
  Impl *operator->() const { return get(); }
  Impl &operator*() const { return *get(); }

  /// `forward`.
  auto operator()(const Operand &input) const { return call(input.where, input.tensor); }
  auto operator()(const Operand &input, const Operand &other) const {
    return call(input.where, input.tensor, other.tensor);
  }
  auto operator()(const Operand &input, const Operand &other, const Operand &third) const {
    return call(input.where, input.tensor, other.tensor, third.tensor);
  }
  auto operator()(const Operand &input, const Operand &other, const Operand &third,
                  const Operand &fourth) const {
    return call(input.where, input.tensor, other.tensor, third.tensor, fourth.tensor);
  }

private:
  template <typename... Args> static std::shared_ptr<Impl> makeAt(Location where, Args &&...args) {
    if constexpr (std::constructible_from<Impl, Args..., Location>)
      return std::make_shared<Impl>(std::forward<Args>(args)..., where);
    else
      return std::make_shared<Impl>(std::forward<Args>(args)...);
  }
  template <typename... Tensors> auto call(Location where, const Tensors &...tensors) const {
    return forwardAt(*contained, where, tensors...);
  }

  std::shared_ptr<Impl> contained;
};

} // namespace nn
} // namespace luge

/// Defines `Name`, the holder of the module class `NameImpl`, as libtorch's TORCH_MODULE does.
#define LUGE_MODULE(Name)                                                                          \
  class Name : public ::luge::nn::ModuleHolder<Name##Impl> {                                       \
  public:                                                                                          \
    using ::luge::nn::ModuleHolder<Name##Impl>::ModuleHolder;                                      \
    using Impl = Name##Impl;                                                                       \
  }

#endif // LUGE_MODULE_H
