/// einsum: dimensions with labels, contracted pair by pair.
#include "compiler/Frontend/Contract.h"
#include "luge/Ops.h"

#include <map>

using namespace luge;
using namespace luge::frontend;

namespace {

/// A tensor with a label for each dimension: a letter, or for those of "..." 1, 2, ... from the last.
struct Labelled {
  Tensor tensor;
  std::string labels;
};

class Einsum {
public:
  Einsum(const std::string &equation, const std::vector<Tensor> &operands, Location where);
  Tensor compute();

private:
  [[noreturn]] void fail(const std::string &why) const {
    throw Error("einsum(\"" + equation + "\"): " + why, where);
  }
  std::string parseLabels(const std::string &text, std::optional<int64_t> rank) const;
  void parseOutput(const std::string &text);
  void findExtents();
  /// Without extents that broadcast, and with each label once.
  Labelled simplify(Labelled operand) const;
  /// Sums over the labels that neither the result nor `others` has.
  Labelled reduce(Labelled operand, const std::string &others) const;
  Labelled multiply(const Labelled &lhs, const Labelled &rhs, const std::string &later) const;

  std::string equation;
  Location where;
  std::vector<Labelled> operands;
  int64_t ellipsisRank = 0;
  std::string output;
  std::map<char, int64_t> extents;
};

} // namespace

static bool contains(const std::string &labels, char label) {
  return labels.find(label) != std::string::npos;
}

static std::vector<std::string> splitAtCommas(const std::string &text) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

Einsum::Einsum(const std::string &text, const std::vector<Tensor> &tensors, Location where)
    : equation(text), where(where) {
  std::string compact = text;
  std::erase(compact, ' ');
  size_t arrow = compact.find("->");
  std::vector<std::string> inputs = splitAtCommas(compact.substr(0, arrow));
  if (inputs.size() != tensors.size() || tensors.empty())
    fail("expected " + std::to_string(inputs.size()) + " operands, got " +
         std::to_string(tensors.size()));
  for (size_t i = 0; i < tensors.size(); ++i) {
    int64_t rank = expectDefined(tensors[i], where).dim();
    std::string labels = parseLabels(inputs[i], rank);
    for (char label : labels)
      if (!std::isalpha(label))
        ellipsisRank = std::max<int64_t>(ellipsisRank, label);
    operands.push_back({tensors[i], labels});
  }
  findExtents();
  if (arrow != std::string::npos) {
    parseOutput(compact.substr(arrow + 2));
    return;
  }
  std::string letters;
  for (const Labelled &operand : operands)
    letters += operand.labels;
  for (int64_t i = ellipsisRank; i > 0; --i)
    output += char(i);
  // In alphabetical order.
  for (auto [label, extent] : extents)
    if (std::isalpha(label) && std::count(letters.begin(), letters.end(), label) == 1)
      output += label;
}

/// The labels of a tensor of `rank`; of the result without.
std::string Einsum::parseLabels(const std::string &text, std::optional<int64_t> rank) const {
  size_t dots = text.find("...");
  int64_t letters = text.size() - (dots == std::string::npos ? 0 : 3);
  int64_t rest = dots == std::string::npos ? 0 : rank ? *rank - letters : ellipsisRank;
  std::string labels;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == dots) {
      for (int64_t k = rest; k > 0; --k)
        labels += char(k);
      i += 2;
      continue;
    }
    if (!std::isalpha(text[i]))
      fail(std::string("expected letters and at most one '...' between commas, got '") + text[i] +
           "'");
    labels += text[i];
  }
  if (rank && (rest < 0 || int64_t(labels.size()) != *rank))
    fail("'" + text + "' does not fit a tensor of " + std::to_string(*rank) + " dimensions");
  return labels;
}

void Einsum::parseOutput(const std::string &text) {
  output = parseLabels(text, std::nullopt);
  for (char label : output) {
    if (!extents.count(label))
      fail(std::string("'") + label + "' of the result is in no operand");
    if (std::count(output.begin(), output.end(), label) > 1)
      fail(std::string("'") + label + "' appears twice in the result");
  }
}

void Einsum::findExtents() {
  for (const Labelled &operand : operands)
    for (size_t i = 0; i < operand.labels.size(); ++i) {
      int64_t extent = operand.tensor.sizes()[i];
      auto [known, isNew] = extents.try_emplace(operand.labels[i], extent);
      if (known->second == 1)
        known->second = extent;
      if (extent != 1 && extent != known->second)
        fail((std::isalpha(known->first) ? std::string("'") + known->first + "'" : "'...'") +
             " has extents " + std::to_string(known->second) + " and " + std::to_string(extent));
    }
}

//===----------------------------------------------------------------------===//
// Computing
//===----------------------------------------------------------------------===//

Labelled Einsum::simplify(Labelled operand) const {
  auto &[tensor, labels] = operand;
  for (size_t i = labels.size(); i-- > 0;)
    if (tensor.sizes()[i] == 1 && extents.at(labels[i]) != 1) {
      tensor = tensor.squeeze(i, where);
      labels.erase(i, 1);
    }
  for (size_t i = 0; i < labels.size();) {
    size_t other = labels.find(labels[i], i + 1);
    if (other == std::string::npos) {
      ++i;
      continue;
    }
    tensor = diagonal(tensor, 0, i, other, where);
    labels.erase(other, 1);
    labels += labels[i];
    labels.erase(i, 1);
  }
  return operand;
}

Labelled Einsum::reduce(Labelled operand, const std::string &others) const {
  Sizes dims;
  std::string kept;
  for (size_t i = 0; i < operand.labels.size(); ++i) {
    char label = operand.labels[i];
    if (contains(output, label) || contains(others, label))
      kept += label;
    else
      dims.push_back(i);
  }
  if (dims.empty())
    return operand;
  return {operand.tensor.sum(dims, /*keepdim=*/false, where), kept};
}

Labelled Einsum::multiply(const Labelled &lhs, const Labelled &rhs,
                          const std::string &later) const {
  DimensionPairs batch, contracting;
  std::string labels, lhsFree, rhsFree;
  for (size_t i = 0; i < lhs.labels.size(); ++i) {
    char label = lhs.labels[i];
    size_t j = rhs.labels.find(label);
    if (j == std::string::npos) {
      lhsFree += label;
    } else if (contains(output, label) || contains(later, label)) {
      batch.add(i, j);
      labels += label;
    } else {
      contracting.add(i, j);
    }
  }
  for (char label : rhs.labels)
    if (!contains(lhs.labels, label))
      rhsFree += label;
  return {contract(lhs.tensor, rhs.tensor, contracting, batch, where), labels + lhsFree + rhsFree};
}

Tensor Einsum::compute() {
  for (Labelled &operand : operands)
    operand = simplify(operand);
  Labelled result = operands[0];
  for (size_t i = 1; i < operands.size(); ++i) {
    std::string later;
    for (size_t k = i + 1; k < operands.size(); ++k)
      later += operands[k].labels;
    result = reduce(result, later + operands[i].labels);
    result = multiply(result, reduce(operands[i], later + result.labels), later);
  }
  result = reduce(result, "");
  // A label of extent 1 everywhere is still there; all of `output` are.
  Sizes order;
  for (char label : output)
    order.push_back(result.labels.find(label));
  return result.tensor.permute(order, where);
}

Tensor luge::einsum(const std::string &equation, const std::vector<Tensor> &operands,
                    Location where) {
  return Einsum(equation, operands, where).compute();
}
