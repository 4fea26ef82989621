//===- Interface.h - The C functions of a program ---------------*- C++ -*-===//
//
// What the header declares and the library defines, in one place: both print and build from it.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_TARGET_INTERFACE_H
#define LUGE_TARGET_INTERFACE_H

#include "compiler/Target/ProgramDescription.h"
#include <string>
#include <vector>

namespace luge {

/// A tensor of the program under its name in C.
struct NamedTensor {
  std::string name;
  const TensorDescription *tensor;
};

/// A function of the program: `<prefix>_<name>(self, batch, inputs..., outputs..., hypers, detail)`.
struct InterfaceFunction {
  std::string name;
  std::vector<NamedTensor> inputs;
  std::vector<NamedTensor> outputs;
  /// Positions in `Interface::hypers`, in the order of the function's arguments.
  std::vector<size_t> hypers;
  /// Names of the conditions it checks.
  std::vector<std::string> checks;
};

struct Interface {
  explicit Interface(const ProgramDescription &program);

  /// The program's name, before each function's.
  std::string prefix;
  /// The members of `<prefix>_hypers`.
  std::vector<NamedTensor> hypers;
  std::vector<InterfaceFunction> functions;
};

} // namespace luge

#endif // LUGE_TARGET_INTERFACE_H
