#include "Cases.h"

#include "runtime/Data/Error.h"

#include <cstring>
#include <fstream>
#include <iostream>

using namespace luge;

data::Arrays cases::inputs, cases::outputs;

template <typename T> static data::Array copyElementsOf(const Tensor &tensor) {
  data::Array array(data::typeOf<T>, tensor.sizes());
  std::memcpy(array.bytes.data(), tensor.data_ptr<T>(), array.bytes.size());
  return array;
}

data::Array cases::copyElements(const Tensor &tensor) {
  switch (tensor.dtype()) {
  case DType::Float32:
    return copyElementsOf<float>(tensor);
  case DType::Float64:
    return copyElementsOf<double>(tensor);
  case DType::Int64:
    return copyElementsOf<int64_t>(tensor);
  case DType::Bool:
    return copyElementsOf<bool>(tensor);
  }
  throw std::logic_error("a tensor of an unknown type");
}

void cases::output(const std::string &name, const Tensor &tensor) {
  outputs[name] = copyElements(tensor);
}

int cases::runAll(int argc, char **argv, const char *program,
                  void (*runCase)(const std::string &line)) {
  try {
    std::ifstream lines(argc == 4 ? argv[1] : "");
    if (!lines)
      throw std::runtime_error(std::string("usage: ") + program + " CASES INPUTS.npz OUTPUTS.npz");
    inputs = data::readNpz(argv[2]);
    for (std::string line; std::getline(lines, line);)
      runCase(line);
    data::writeNpz(argv[3], outputs);
  } catch (const std::exception &error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
