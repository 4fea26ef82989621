/// Printing tensors as libtorch does (aten/src/ATen/core/Formatting.cpp).
#include "compiler/Frontend/LazyTrace.h"
#include "luge/Tensor.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

using namespace luge;
using namespace luge::frontend;

/// How all elements of a tensor are written.
struct NumberFormat {
  double scale = 1;
  int width = 0, precision = 0;
  bool scientific = false;
};

static double elementAt(const Tensor &tensor, int64_t index) {
  const void *data = tensor.impl->storage->data();
  switch (tensor.dtype()) {
  case DType::Float32:
    return static_cast<const float *>(data)[index];
  case DType::Float64:
    return static_cast<const double *>(data)[index];
  case DType::Int64:
    return static_cast<const int64_t *>(data)[index];
  case DType::Bool:
    return static_cast<const bool *>(data)[index];
  }
  return 0;
}

/// Four decimals, a common factor for numbers far from 1, scientific notation when they spread too far.
static NumberFormat chooseFormat(const Tensor &tensor, int64_t elements) {
  NumberFormat format;
  double smallest = INFINITY, largest = 0;
  bool integral = true;
  for (int64_t i = 0; i < elements; ++i) {
    double value = std::fabs(elementAt(tensor, i));
    if (!std::isfinite(value))
      continue;
    smallest = std::min(smallest, value);
    largest = std::max(largest, value);
    integral &= value == std::ceil(value);
  }
  if (smallest > largest)
    smallest = largest;
  auto digits = [](double value) {
    return value == 0 ? 1 : int(std::floor(std::log10(value))) + 1;
  };
  int low = digits(smallest), high = digits(largest);
  if (integral) {
    format.scientific = high > 9;
    format.width = format.scientific ? 11 : high + 1;
    format.precision = format.scientific ? 4 : 0;
    return format;
  }
  if (high - low > 4) {
    format.scientific = true;
    format.width = high > 99 || low < -99 ? 12 : 11;
    format.precision = 4;
    return format;
  }
  format.precision = 4;
  if (high > 5 || high < 0) {
    format.scale = std::pow(10, high - 1);
    format.width = 7;
  } else {
    format.width = high == 0 ? 7 : high + 6;
  }
  return format;
}

static void printElement(std::ostream &os, double value, const NumberFormat &format) {
  os << (format.scientific ? std::scientific : std::fixed) << std::setprecision(format.precision)
     << std::setw(format.width) << value / format.scale;
}

/// A matrix: rows on lines, as many columns beside each other as fit 80 characters.
static void printMatrix(std::ostream &os, const Tensor &tensor, int64_t offset, int64_t rows,
                        int64_t columns, const NumberFormat &format) {
  int64_t fitting = std::max<int64_t>(1, 80 / (format.width + 1));
  for (int64_t first = 0; first < columns; first += fitting) {
    int64_t last = std::min(first + fitting, columns);
    if (fitting < columns)
      os << (first ? "\n" : "") << "Columns " << first + 1 << " to " << last;
    if (fitting < columns)
      os << '\n';
    if (format.scale != 1)
      os << std::defaultfloat << std::setprecision(6) << format.scale << " *\n";
    for (int64_t row = 0; row < rows; ++row) {
      for (int64_t column = first; column < last; ++column) {
        os << (column > first ? " " : "");
        printElement(os, elementAt(tensor, offset + row * columns + column), format);
      }
      os << '\n';
    }
  }
}

static const char *typeName(DType dtype) {
  switch (dtype) {
  case DType::Float32:
    return "CPUFloatType";
  case DType::Float64:
    return "CPUDoubleType";
  case DType::Int64:
    return "CPULongType";
  case DType::Bool:
    return "CPUBoolType";
  }
  return "";
}

/// Matrices of the last two dimensions, each under its indices: "(1,.,.) =".
static void printElements(std::ostream &os, const Tensor &tensor, const NumberFormat &format) {
  const Sizes &sizes = tensor.sizes();
  int64_t rows = sizes[sizes.size() - 2], columns = sizes.back(), matrices = 1;
  for (size_t dim = 0; dim + 2 < sizes.size(); ++dim)
    matrices *= sizes[dim];
  for (int64_t matrix = 0; matrix < matrices; ++matrix) {
    if (sizes.size() > 2) {
      std::string index;
      int64_t rest = matrix;
      for (size_t dim = sizes.size() - 2; dim-- > 0; rest /= sizes[dim])
        index = std::to_string(rest % sizes[dim] + 1) + "," + index;
      os << (matrix ? "\n" : "") << "(" << index << ".,.) = \n";
    }
    printMatrix(os, tensor, matrix * rows * columns, rows, columns, format);
  }
}

std::ostream &luge::operator<<(std::ostream &os, const Tensor &tensor) {
  if (!tensor.defined())
    return os << "[ Tensor (undefined) ]";
  std::string sizes;
  for (int64_t extent : tensor.sizes())
    sizes +=
        (sizes.empty() ? "" : ",") + (extent == kBatch ? std::string("?") : std::to_string(extent));
  std::string description = std::string("[ ") + typeName(tensor.dtype()) + "{" + sizes + "} ]";
  std::ostringstream text;
  int64_t elements = tensor.numel();
  LazyTrace::get().materialize(*tensor.impl, Location::current());
  NumberFormat format = chooseFormat(tensor, elements);
  if (tensor.dim() == 0) {
    text << std::defaultfloat << std::setprecision(6) << elementAt(tensor, 0) << '\n';
  } else if (elements && tensor.dim() == 1) {
    if (format.scale != 1)
      text << std::defaultfloat << std::setprecision(6) << format.scale << " *\n";
    for (int64_t i = 0; i < elements; ++i) {
      printElement(text, elementAt(tensor, i), format);
      text << '\n';
    }
  } else if (elements) {
    printElements(text, tensor, format);
  }
  return os << text.str() << description;
}
