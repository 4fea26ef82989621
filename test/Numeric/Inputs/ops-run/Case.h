/// A call of a function of the C++ API, as a line of ops-run's CASES says, and the tables of functions by name.
#ifndef LUGE_TEST_OPSRUN_CASE_H
#define LUGE_TEST_OPSRUN_CASE_H

#include "luge/luge.h"

#include <map>
#include <sstream>

namespace luge {

struct Case {
  const Tensor &operator[](size_t i) const { return args.at(i); }
  size_t size() const { return args.size(); }

  bool has(const std::string &option) const { return options.count(option); }
  std::string text(const std::string &option, const std::string &otherwise = "") const {
    auto found = options.find(option);
    return found == options.end() ? otherwise : found->second;
  }
  double number(const std::string &option, double otherwise) const {
    return has(option) ? std::stod(options.at(option)) : otherwise;
  }
  /// None unless given.
  std::optional<int64_t> integer(const std::string &option) const {
    return has(option) ? std::optional<int64_t>(std::stoll(options.at(option))) : std::nullopt;
  }
  std::optional<DType> dtype() const {
    for (DType type : {kFloat32, kFloat64, kInt64, kBool})
      if (text("dtype") == name(type))
        return type;
    return std::nullopt;
  }
  /// Numbers with commas between them.
  Sizes list(const std::string &option) const {
    Sizes numbers;
    std::istringstream words(text(option));
    for (std::string word; std::getline(words, word, ',');)
      numbers.push_back(std::stoll(word));
    return numbers;
  }

  std::map<std::string, std::string> options;
  std::vector<Tensor> args;
};

/// What a function gives: a tensor or several.
struct Results {
  Results(Tensor tensor) : tensors{std::move(tensor)} {}
  Results(std::vector<Tensor> tensors) : tensors(std::move(tensors)) {}
  Results(std::pair<Tensor, Tensor> pair) : tensors{pair.first, pair.second} {}
  std::vector<Tensor> tensors;
};

using Functions = std::map<std::string, std::function<Results(const Case &)>>;
extern const Functions activations, contractions, elementwise, reductions, shapes;

} // namespace luge

#endif // LUGE_TEST_OPSRUN_CASE_H
