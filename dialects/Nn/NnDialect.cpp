//===- NnDialect.cpp - The nn dialect -------------------------------------===//
#include "dialects/Nn/NnInference.h"
#include "dialects/Nn/NnOps.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace luge::nn;

#include "dialects/Nn/NnDialect.cpp.inc"
#include "dialects/Nn/NnEnums.cpp.inc"
#include "dialects/Nn/NnInterfaces.cpp.inc"

void NnDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Nn/NnOps.cpp.inc"
      >();
}

Operation *NnDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                          Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  return elements && elements.getType() == type ? ConstantOp::create(builder, loc, elements)
                                                : nullptr;
}

std::string luge::nn::listed(ArrayRef<int64_t> values) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(values, os, [&](int64_t value) {
    if (ShapedType::isDynamic(value))
      os << '?';
    else
      os << value;
  });
  os << ']';
  return text;
}

bool luge::nn::areRisingDimensions(ArrayRef<int64_t> dimensions, int64_t rank) {
  int64_t previous = -1;
  return llvm::all_of(dimensions, [&](int64_t dim) {
    return isDimension(dim, rank) && dim > std::exchange(previous, dim);
  });
}

//===----------------------------------------------------------------------===//
// custom<Extents>: extents of which some may be `?`
//===----------------------------------------------------------------------===//

static ParseResult parseExtents(OpAsmParser &parser, DenseI64ArrayAttr &extents) {
  SmallVector<int64_t> values;
  auto parseExtent = [&]() -> ParseResult {
    if (succeeded(parser.parseOptionalQuestion())) {
      values.push_back(ShapedType::kDynamic);
      return success();
    }
    return parser.parseInteger(values.emplace_back());
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseExtent))
    return failure();
  extents = parser.getBuilder().getDenseI64ArrayAttr(values);
  return success();
}

static void printExtents(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr extents) {
  printer << listed(extents);
}

#define GET_OP_CLASSES
#include "dialects/Nn/NnOps.cpp.inc"
