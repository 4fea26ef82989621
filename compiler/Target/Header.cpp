//===- Header.cpp - The C header of a program -----------------------------===//
#include "compiler/Target/Interface.h"
#include "compiler/Target/Library.h"
#include "compiler/Target/RuntimeHeaders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace luge {
namespace {

class HeaderWriter {
public:
  HeaderWriter(raw_ostream &os, const ProgramDescription &program)
      : os(os), program(program), interface(program), upper(StringRef(interface.prefix).upper()) {}
  void write();

private:
  void writeUsage();
  void writeTensors();
  void writeHypers();
  void writeInstance();
  void writeFunction(const InterfaceFunction &function);

  raw_ostream &os;
  const ProgramDescription &program;
  const Interface interface;
  const std::string upper;
};

} // namespace

static StringRef getCType(luge_dtype dtype) {
  switch (dtype) {
  case LUGE_F32:
    return "float";
  case LUGE_F64:
    return "double";
  case LUGE_I64:
    return "int64_t";
  case LUGE_BOOL:
    return "uint8_t";
  }
  llvm_unreachable("an element type");
}

/// "[batch][784]"; a scalar is "[1]".
static std::string getShape(const TensorDescription &tensor) {
  std::string shape;
  for (int64_t extent : tensor.extents)
    shape += "[" + (extent < 0 ? "batch" : std::to_string(extent)) + "]";
  return shape.empty() ? "[1]" : shape;
}

/// The text of a runtime header without its includes of other ones.
static void writeRuntimeHeader(raw_ostream &os, StringRef text) {
  for (StringRef line : split(text.trim(), '\n'))
    if (!line.starts_with("#include \"runtime/"))
      os << line << "\n";
  os << "\n";
}

void HeaderWriter::writeTensors() {
  os << "/// Numbers of the program's tensors in `" << interface.prefix
     << "_program.tensors`, which has names and\n"
     << "/// shapes; `" << interface.prefix << "_data` gives the values of parameters and states.\n"
     << "enum {\n";
  StringMap<int> seen;
  for (auto [index, tensor] : enumerate(program.tensors)) {
    std::string name = upper + "_" + StringRef(makeIdentifier(tensor.name)).upper();
    if (tensor.group > 0)
      name += "_" + std::to_string(tensor.group);
    if (int count = seen[name]++)
      name += "_" + std::to_string(count + 1);
    os << "  " << name << " = " << index << ", ///< \"" << tensor.name
       << "\": " << getCType(tensor.dtype) << getShape(tensor) << "\n";
  }
  os << "  " << upper << "_TENSORS = " << program.tensors.size() << "\n};\n\n";
}

void HeaderWriter::writeHypers() {
  if (interface.hypers.empty())
    return;
  os << "/// Hyper-parameters, read at each call.\n"
     << "typedef struct " << interface.prefix << "_hypers {\n";
  for (const NamedTensor &hyper : interface.hypers)
    os << "  double " << hyper.name << "; ///< default " << format("%.9g", hyper.tensor->low)
       << "\n";
  os << "} " << interface.prefix << "_hypers;\n\n"
     << "static inline " << interface.prefix << "_hypers " << interface.prefix
     << "_default_hypers(void) {\n"
     << "  " << interface.prefix << "_hypers hypers = {"
     << join(map_range(interface.hypers,
                       [](const NamedTensor &hyper) {
                         std::string text;
                         raw_string_ostream(text) << format("%.17g", hyper.tensor->low);
                         return text;
                       }),
             ", ")
     << "};\n  return hypers;\n}\n\n";
}

void HeaderWriter::writeInstance() {
  StringRef name = interface.prefix;
  os << "/// The largest batch; 0: the program has no batch.\n"
     << "#define " << upper << "_MAX_BATCH " << program.maxBatch << "\n\n"
     << "/// What the program says of itself.\n"
     << "extern const luge_program " << name << "_program;\n\n"
     << "/// Parameters, states, scratch memory and threads, in one block of the caller's memory.\n"
     << "typedef struct luge_instance " << name << ";\n\n"
     << "/// Bytes of an instance, in memory aligned to LUGE_ALIGNMENT; 0 if `threads` is out of "
        "range, or\n"
     << "/// if the bytes are more than a size_t holds.\n"
     << "size_t " << name << "_size(int threads);\n\n"
     << "/// Sets up an instance in `bytes` of memory, with initial values drawn from `seed`. "
        "Nothing is\n"
     << "/// allocated later. Errors: NULL, VERSION, OPTION (threads), SIZE, ALIGNMENT, THREAD.\n"
     << "luge_status " << name << "_init(" << name
     << " *self, size_t bytes, uint64_t seed, int threads);\n\n"
     << "/// Ends the threads. The memory stays the caller's. NULL is allowed.\n"
     << "void " << name << "_destroy(" << name << " *self);\n\n"
     << "/// The values of a parameter or state, to read or write between calls; otherwise NULL.\n"
     << "void *" << name << "_data(const " << name << " *self, int32_t tensor);\n\n"
     << "/// Write and read all parameters and states, as safetensors; a file is written whole or "
        "not at all,\n"
     << "/// and one that does not fit changes nothing. `detail` may be NULL.\n"
     << "/// Errors: NULL, IO, and for load: FORMAT, MISMATCH.\n"
     << "luge_status " << name << "_save(const " << name
     << " *self, const char *path, luge_detail *detail);\n"
     << "luge_status " << name << "_load(" << name
     << " *self, const char *path, luge_detail *detail);\n\n";
}

void HeaderWriter::writeFunction(const InterfaceFunction &function) {
  os << "/// Runs `" << function.name << "` with `batch` rows.\n";
  for (const NamedTensor &input : function.inputs) {
    os << "///   " << input.name << ": " << getCType(input.tensor->dtype)
       << getShape(*input.tensor);
    if (input.tensor->indexLimit > 0)
      os << ", each in [0, " << input.tensor->indexLimit << ") or " << input.tensor->indexIgnore;
    os << "\n";
  }
  for (const NamedTensor &output : function.outputs)
    os << "///   " << output.name << ": " << getCType(output.tensor->dtype)
       << getShape(*output.tensor) << ", written\n";
  if (!function.hypers.empty())
    os << "///   hypers: NULL for the defaults\n";
  os << "///   detail: NULL, or where to say what was wrong\n"
     << "/// Errors, after which nothing has run: NULL, ALIGNMENT, BATCH, INDEX.\n";
  for (const std::string &check : function.checks)
    os << "/// Or CHECK, unless " << check
       << "; parameters and optimizer states are then as before.\n";
  os << "luge_status " << interface.prefix << "_" << function.name << "(" << interface.prefix
     << " *self, int64_t batch";
  for (const NamedTensor &input : function.inputs)
    os << ", const " << getCType(input.tensor->dtype) << " *" << input.name;
  for (const NamedTensor &output : function.outputs)
    os << ", " << getCType(output.tensor->dtype) << " *" << output.name;
  if (!function.hypers.empty())
    os << ", const " << interface.prefix << "_hypers *hypers";
  os << ", luge_detail *detail);\n\n";
}

void HeaderWriter::writeUsage() {
  StringRef name = interface.prefix;
  os << "// " << program.name << ", compiled by Luge. Build with: cc main.c " << name
     << ".a -lm -lpthread\n"
     << "//\n"
     << "//   size_t bytes = " << name << "_size(1);\n"
     << "//   " << name << " *self = aligned_alloc(LUGE_ALIGNMENT, bytes);\n"
     << "//   " << name << "_init(self, bytes, /*seed=*/0, /*threads=*/1);\n"
     << "//   ... calls, of one thread at a time ...\n"
     << "//   " << name << "_destroy(self);\n"
     << "//   free(self);\n"
     << "//\n"
     << "// Every function that can fail returns a luge_status; none aborts or keeps global "
        "state.\n\n";
}

void HeaderWriter::write() {
  writeUsage();
  writeRuntimeHeader(os, kStatusHeader);
  writeRuntimeHeader(os, kProgramHeader);
  os << "#if LUGE_ABI_VERSION != " << LUGE_ABI_VERSION << "\n"
     << "#error \"this header and one included before it are of different versions of Luge\"\n"
     << "#endif\n\n"
     << "#ifndef LUGE_PROGRAM_" << upper << "_H\n#define LUGE_PROGRAM_" << upper << "_H\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  writeInstance();
  writeTensors();
  writeHypers();
  for (const InterfaceFunction &function : interface.functions)
    writeFunction(function);
  os << "#ifdef __cplusplus\n}\n#endif\n\n#endif // LUGE_PROGRAM_" << upper << "_H\n";
}

std::string makeHeader(const ProgramDescription &program) {
  std::string text;
  raw_string_ostream stream(text);
  HeaderWriter(stream, program).write();
  return text;
}

} // namespace luge
