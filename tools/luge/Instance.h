// A program with its parameters and threads: runtime/Core/Instance.h for C++, with failures thrown.
#ifndef LUGE_TOOLS_LUGE_INSTANCE_H
#define LUGE_TOOLS_LUGE_INSTANCE_H

#include "compiler/Target/Memory.h"
#include "luge/luge.h"
#include "runtime/Core/Instance.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace luge::driver {

/// A function of a program, its arguments by role, in the order in which a call takes them.
struct Function {
  int32_t number;
  llvm::SmallVector<const luge_tensor *> inputs, outputs, hypers;
};

/// Pairs of the text that a checkpoint carries beside its tensors.
using Metadata = llvm::SmallVector<std::pair<std::string, std::string>>;

/// Of type float64.
using NamedTensors = std::map<std::string, Tensor>;

class Instance {
public:
  Instance(const luge_program &program, uint64_t seed, int threads);

  /// The function of this name; throws when the program has none.
  Function find(llvm::StringRef name) const;
  bool has(llvm::StringRef name) const;

  /// No hyper-parameters: they have their defaults.
  void call(const Function &function, int64_t batch, llvm::ArrayRef<const void *> inputs,
            llvm::ArrayRef<void *> outputs, llvm::ArrayRef<double> hypers = {});

  /// A parameter or state, in the instance's own memory; throws when the program has none of this name.
  Tensor tensor(const std::string &name) const;

  /// Parameters and states, and `others` beside them.
  void save(const std::string &path, const Metadata &metadata, const NamedTensors &others) const;
  /// Reads what `save` wrote; `others` get the shapes that they have in the file.
  void load(const std::string &path, NamedTensors &others);

  const luge_program &program;

private:
  std::vector<luge_stored_tensor> describe(const NamedTensors &others) const;

  struct Destroy {
    void operator()(luge_instance *instance) const;
  };
  Memory memory;
  std::unique_ptr<luge_instance, Destroy> instance; // in `memory`
};

/// A value that `Instance::save` wrote; throws when the file is malformed, or has none and `absent` is null.
std::string readMetadata(const std::string &path, const char *key, const char *absent = nullptr);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_INSTANCE_H
