//===- ProgramDescription.cpp - What a program says of itself -------------===//
#include "compiler/Target/ProgramDescription.h"

#include "compiler/Codegen/ByteCount.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace luge {
namespace {

struct RoleAttribute {
  llvm::StringLiteral name;
  luge_role role;
};

constexpr RoleAttribute kRoles[] = {{"luge.parameter", LUGE_PARAMETER}, {"luge.state", LUGE_STATE},
                                    {"luge.input", LUGE_INPUT},         {"luge.hyper", LUGE_HYPER},
                                    {"luge.output", LUGE_OUTPUT},       {"luge.check", LUGE_CHECK}};

/// Collects the tensors of all functions.
class ProgramReader {
public:
  explicit ProgramReader(ProgramDescription &program) : program(program) {}
  LogicalResult read(func::FuncOp function);

private:
  FailureOr<TensorDescription> readTensor(func::FuncOp function, const Twine &what, Type type,
                                          DictionaryAttr attributes);
  FailureOr<int32_t> share(func::FuncOp function, TensorDescription tensor);

  ProgramDescription &program;
};

} // namespace

static std::optional<luge_dtype> getDtype(Type type) {
  if (type.isF32())
    return LUGE_F32;
  if (type.isF64())
    return LUGE_F64;
  if (type.isInteger(64))
    return LUGE_I64;
  if (type.isInteger(1))
    return LUGE_BOOL;
  return std::nullopt;
}

/// The one attribute that gives the role, if there is exactly one.
static std::optional<std::pair<luge_role, StringRef>> findRole(DictionaryAttr attributes) {
  std::optional<std::pair<luge_role, StringRef>> found;
  for (const RoleAttribute &candidate : kRoles) {
    auto name = attributes ? attributes.getAs<StringAttr>(candidate.name) : StringAttr();
    if (name && std::exchange(found, std::pair(candidate.role, name.getValue())))
      return std::nullopt;
  }
  return found;
}

static double getDouble(DictionaryAttr attributes, StringRef name) {
  auto value = attributes.getAs<FloatAttr>(name);
  return value ? value.getValueAsDouble() : 0;
}

static int64_t getInteger(DictionaryAttr attributes, StringRef name) {
  auto value = attributes.getAs<IntegerAttr>(name);
  return value ? value.getInt() : 0;
}

FailureOr<TensorDescription> ProgramReader::readTensor(func::FuncOp function, const Twine &what,
                                                       Type type, DictionaryAttr attributes) {
  auto role = findRole(attributes);
  if (!role)
    return function.emitOpError("expected ")
           << what
           << " to have one of the attributes 'luge.parameter', 'luge.state', 'luge.input', "
              "'luge.hyper', 'luge.output' and 'luge.check'";
  auto shaped = dyn_cast<ShapedType>(type);
  std::optional<luge_dtype> dtype =
      shaped && shaped.hasRank() ? getDtype(shaped.getElementType()) : std::nullopt;
  if (!dtype)
    return function.emitOpError("expected ")
           << what << " to be a tensor of f32, f64, i64 or i1, got " << type;
  if (program.maxBatch == 0 && !shaped.hasStaticShape())
    return function.emitOpError("expected 'luge.max_batch' on the module, because ")
           << what << " has a batch extent";

  if (role->first == LUGE_CHECK &&
      ((dtype != LUGE_F32 && dtype != LUGE_F64) || shaped.getRank() != 0))
    return function.emitOpError("expected ")
           << what << ", a check, to be a 0-d tensor of f32 or f64, got " << type;

  TensorDescription tensor{.name = role->second.str(), .role = role->first, .dtype = *dtype};
  for (int64_t extent : shaped.getShape())
    tensor.extents.push_back(ShapedType::isDynamic(extent) ? -1 : extent);
  if (auto init = attributes.getAs<DictionaryAttr>("luge.init")) {
    tensor.low = getDouble(init, "low");
    tensor.high = getDouble(init, "high");
    tensor.stream = getInteger(init, "stream");
  }
  if (tensor.role == LUGE_HYPER)
    tensor.low = tensor.high = getDouble(attributes, "luge.default");
  if (tensor.role == LUGE_CHECK) {
    tensor.low = getDouble(attributes, "luge.low");
    tensor.high = getDouble(attributes, "luge.high");
  }
  tensor.group = getInteger(attributes, "luge.group");
  tensor.indexLimit = getInteger(attributes, "luge.index_limit");
  tensor.indexIgnore = getInteger(attributes, "luge.index_ignore");
  return tensor;
}

/// The index of `tensor` among the program's, which gain it if it is new.
FailureOr<int32_t> ProgramReader::share(func::FuncOp function, TensorDescription tensor) {
  for (auto [index, known] : llvm::enumerate(program.tensors)) {
    if (known.name != tensor.name || known.group != tensor.group)
      continue;
    if (known.role != tensor.role || known.dtype != tensor.dtype || known.extents != tensor.extents)
      return function.emitOpError("expected '")
             << tensor.name << "' to have one role and type in all functions of the program";
    return static_cast<int32_t>(index);
  }
  program.tensors.push_back(std::move(tensor));
  return static_cast<int32_t>(program.tensors.size() - 1);
}

LogicalResult ProgramReader::read(func::FuncOp function) {
  FunctionDescription description{.name = function.getName().str()};
  auto add = [&](const Twine &what, Type type, DictionaryAttr attributes) -> LogicalResult {
    FailureOr<TensorDescription> tensor = readTensor(function, what, type, attributes);
    if (failed(tensor))
      return failure();
    FailureOr<int32_t> index = share(function, std::move(*tensor));
    if (failed(index))
      return failure();
    description.args.push_back(*index);
    return success();
  };
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
    if (failed(add("argument " + Twine(index), type, function.getArgAttrDict(index))))
      return failure();
  // A result that updates an argument is no argument of its own.
  for (auto [index, type] : llvm::enumerate(function.getResultTypes()))
    if (!function.getResultAttr(index, "luge.parameter") &&
        !function.getResultAttr(index, "luge.state") &&
        failed(add("result " + Twine(index), type, function.getResultAttrDict(index))))
      return failure();
  program.functions.push_back(std::move(description));
  return success();
}

/// What to say of a program whose `what` need `bytes` at its largest batch, of which about `rows` would fit.
static std::string explainSize(const ProgramDescription &program, StringRef what, int64_t bytes,
                               int64_t rows) {
  std::string text = ("expected " + what + " to fit in the " + describeBytes(kAddressableBytes) +
                      " that a process can address, got " + describeBytes(bytes))
                         .str();
  if (program.maxBatch > 0)
    text += " at a largest batch of " + std::to_string(program.maxBatch);
  if (rows > 0)
    text += "; about " + std::to_string(rows) + " rows fit";
  return text;
}

static int64_t countBytes(const ProgramDescription &program, int64_t batch) {
  int64_t bytes = 0;
  for (const TensorDescription &tensor : program.tensors)
    bytes = addSizes(bytes, countBytes(tensor.extents, luge_dtype_size(tensor.dtype), batch));
  return bytes;
}

FailureOr<ProgramDescription> describeProgram(ModuleOp module) {
  ProgramDescription program;
  program.name = module.getSymName().value_or("program").str();
  if (auto maxBatch = module->getAttrOfType<IntegerAttr>("luge.max_batch"))
    program.maxBatch = maxBatch.getInt();
  ProgramReader reader(program);
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isDeclaration() && failed(reader.read(function)))
      return failure();
  int64_t bytes = countBytes(program, program.maxBatch);
  if (bytes > kAddressableBytes || program.maxBatch > kAddressableBytes) {
    int64_t rows =
        findLargestBatch(1, countBytes(program, 1), countBytes(program, 0), kAddressableBytes);
    return module.emitError(explainSize(program, "the program's tensors", bytes, rows));
  }
  return program;
}

LogicalResult describePlan(ModuleOp module, ProgramDescription &program) {
  for (FunctionDescription &description : program.functions) {
    Operation *function = module.lookupSymbol(description.name);
    description.arenaBytes = function->getAttrOfType<IntegerAttr>("luge.arena_bytes").getInt();
    description.parallel = function->hasAttr("luge.parallel");
    if (description.arenaBytes > kAddressableBytes)
      return function->emitError(explainSize(
          program, "temporaries", description.arenaBytes,
          findLargestBatch(program.maxBatch, description.arenaBytes, 0, kAddressableBytes)));
  }
  return success();
}

std::string makeIdentifier(StringRef name) {
  std::string identifier = name.str();
  for (char &c : identifier)
    if (!llvm::isAlnum(c))
      c = '_';
  if (identifier.empty() || llvm::isDigit(identifier.front()))
    identifier.insert(identifier.begin(), '_');
  return identifier;
}

} // namespace luge
