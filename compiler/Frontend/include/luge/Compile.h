/// `luge::compile`: a training step, or any function of tensors, as one compiled function.
#ifndef LUGE_COMPILE_H
#define LUGE_COMPILE_H

#include "luge/Tensor.h"

#include <functional>
#include <string>
#include <tuple>
#include <type_traits>

namespace luge {

/// Options of `luge::compile`.
class CompileOptions {
public:
  /// The largest batch, for which memory is planned; a larger one is then an error. Without it, a batch larger than
  /// the first one compiles the step again.
  CompileOptions &max_batch(int64_t value) {
    batch = value;
    return *this;
  }
  /// The name of the program.
  CompileOptions &name(std::string value) {
    program = std::move(value);
    return *this;
  }
  /// Threads of this step, instead of `get_num_threads()`.
  CompileOptions &threads(int value, Location where = Location::current());
  /// Names of inputs and outputs, instead of `input0` and `output0`.
  CompileOptions &inputs(std::vector<std::string> values) {
    inputNames = std::move(values);
    return *this;
  }
  CompileOptions &outputs(std::vector<std::string> values) {
    outputNames = std::move(values);
    return *this;
  }

  std::optional<int64_t> max_batch() const { return batch; }
  std::optional<int> threads() const { return threadCount; }
  const std::string &name() const { return program; }
  const std::vector<std::string> &inputs() const { return inputNames; }
  const std::vector<std::string> &outputs() const { return outputNames; }

private:
  std::optional<int64_t> batch;
  std::optional<int> threadCount;
  std::string program = "program";
  std::vector<std::string> inputNames, outputNames;
};

/// A function of tensors that is traced and compiled when it is first called.
class CompiledStep {
public:
  using Function = std::function<std::vector<Tensor>(const std::vector<Tensor> &)>;

  CompiledStep(Function function, CompileOptions options);

  /// Runs the step. The first extent of all inputs is the batch; another extent elsewhere, or a type, compiles the
  /// step once more. Errors: of the traced function; inputs that disagree on the batch; a batch above `max_batch`; a
  /// value out of range.
  std::vector<Tensor> call(const std::vector<Tensor> &inputs, Location where = Location::current());

  /// The program after a stage: `trace`, `autodiff`, ... An error before the first call.
  std::string ir(const std::string &stage = "trace", Location where = Location::current()) const;
  /// How often the function was traced and compiled.
  int64_t compilations() const;

  struct Impl;

private:
  std::shared_ptr<Impl> impl;
};

namespace detail {
// What a traced function may return, as a list of tensors and back.
template <typename T> struct Results;
template <> struct Results<void> {};
template <> struct Results<Tensor> {
  static std::vector<Tensor> pack(Tensor result) { return {std::move(result)}; }
  static Tensor unpack(std::vector<Tensor> results) { return results[0]; }
};
template <> struct Results<std::vector<Tensor>> {
  static std::vector<Tensor> pack(std::vector<Tensor> result) { return result; }
  static std::vector<Tensor> unpack(std::vector<Tensor> results) { return results; }
};
template <typename... Ts> struct Results<std::tuple<Ts...>> {
  static std::vector<Tensor> pack(const std::tuple<Ts...> &result) {
    return std::apply([](const auto &...tensors) { return std::vector<Tensor>{tensors...}; },
                      result);
  }
  static std::tuple<Ts...> unpack(std::vector<Tensor> results) {
    return unpack(std::move(results), std::index_sequence_for<Ts...>());
  }
  template <size_t... Is>
  static std::tuple<Ts...> unpack(std::vector<Tensor> results, std::index_sequence<Is...>) {
    return {results[Is]...};
  }
};
template <typename A, typename B> struct Results<std::pair<A, B>> {
  static std::vector<Tensor> pack(const std::pair<A, B> &result) {
    return {result.first, result.second};
  }
  static std::pair<A, B> unpack(std::vector<Tensor> results) { return {results[0], results[1]}; }
};

/// Tensor, for each of several.
template <size_t> using Input = Tensor;
/// A tensor, with the place where it is passed.
template <size_t> using InputAt = const Operand &;

template <typename F, size_t... Is>
auto resultOf(std::index_sequence<Is...>) -> std::invoke_result_t<F &, Input<Is>...>;

template <typename F, size_t N = 0> constexpr size_t arity() {
  static_assert(N <= 8, "luge::compile takes a function of up to eight tensors");
  if constexpr ([]<size_t... Is>(std::index_sequence<Is...>) {
                  return std::is_invocable_v<F &, Input<Is>...>;
                }(std::make_index_sequence<N>()))
    return N;
  else
    return arity<F, N + 1>();
}

template <typename F, typename Indices> class Compiled;
template <typename F, size_t... Is>
class Compiled<F, std::index_sequence<Is...>> : public CompiledStep {
  using Result = std::invoke_result_t<F &, Input<Is>...>;

public:
  Compiled(F function, CompileOptions options)
      : CompiledStep(
            [function](const std::vector<Tensor> &inputs) mutable -> std::vector<Tensor> {
              if constexpr (std::is_void_v<Result>) {
                function(inputs[Is]...);
                return {};
              } else {
                return Results<Result>::pack(function(inputs[Is]...));
              }
            },
            std::move(options)) {}

  /// Runs the step.
  Result operator()(InputAt<Is>... inputs) {
    std::vector<Tensor> tensors{inputs.tensor...};
    Location where = firstPlace(inputs...);
    if constexpr (std::is_void_v<Result>)
      call(tensors, where);
    else
      return Results<Result>::unpack(call(tensors, where));
  }

private:
  static Location firstPlace() { return Location::current(); }
  template <typename... Rest> static Location firstPlace(const Operand &first, const Rest &...) {
    return first.where;
  }
};
} // namespace detail

/// Compiles a function of tensors: it is traced at the first call, and what it does to parameters, optimizer states
/// and other tensors from outside becomes part of the compiled program.
template <typename F> auto compile(F function, CompileOptions options = {}) {
  return detail::Compiled<F, std::make_index_sequence<detail::arity<F>()>>(std::move(function),
                                                                           std::move(options));
}

} // namespace luge

#endif // LUGE_COMPILE_H
