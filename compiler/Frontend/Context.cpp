#include "compiler/Frontend/Context.h"

#include "dialects/Autodiff/AutodiffDialect.h"
#include "dialects/Nn/NnOps.h"
#include "dialects/Optim/OptimOps.h"
#include "luge/Types.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Location.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"

using namespace luge;
using namespace luge::frontend;

Error::Error(const std::string &message, Location where)
    : std::runtime_error(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                         ": " + message),
      text(message), place(where) {}

mlir::MLIRContext &frontend::context() {
  // Never destroyed: tensors with static storage duration may still refer to it at exit.
  static mlir::MLIRContext &context = *[] {
    mlir::DialectRegistry registry;
    mlir::registerAllDialects(registry);
    mlir::registerAllExtensions(registry);
    auto *created = new mlir::MLIRContext(registry);
    created->printOpOnDiagnostic(false);
    created->loadDialect<nn::NnDialect, autodiff::AutodiffDialect, optim::OptimDialect,
                         mlir::func::FuncDialect>();
    return created;
  }();
  return context;
}

mlir::Location frontend::toMlir(Location where) {
  return mlir::FileLineColLoc::get(&context(), where.file_name(), where.line(), where.column());
}

DiagnosticCapture::DiagnosticCapture()
    : handler(&context(), [this](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
          return mlir::success();
        messages.emplace_back(diagnostic.getLocation(), diagnostic.str());
        for (mlir::Diagnostic &note : diagnostic.getNotes())
          messages.emplace_back(note.getLocation(), "note: " + note.str());
        return mlir::success();
      }) {}

/// Types of tensors as a user has them: `'tensor<?x5xf32>'` becomes `[?, 5] of float32`.
static std::string inUsersWords(const std::string &message) {
  static const std::pair<const char *, DType> elements[] = {
      {"f32", kFloat32}, {"f64", kFloat64}, {"i64", kInt64}, {"i1", kBool}};
  std::string text;
  llvm::StringRef rest = message;
  while (true) {
    auto [before, after] = rest.split("'tensor<");
    text += before;
    if (after.empty())
      return text;
    auto [type, others] = after.split(">'");
    auto [extents, element] = type.contains('x') ? type.rsplit('x') : std::pair("", type);
    auto found = llvm::find_if(elements, [&](auto &known) { return element == known.first; });
    if (found == std::end(elements))
      return message;
    std::string shape = extents.str();
    for (size_t at = 0; (at = shape.find('x', at)) != std::string::npos; at += 2)
      shape.replace(at, 1, ", ");
    text += "[" + shape + "] of " + name(found->second);
    rest = others;
  }
}

void DiagnosticCapture::raise(Location where, const std::string &remark) const {
  std::string text;
  for (auto &[location, message] : messages) {
    text += text.empty() ? "" : "\n";
    auto place = location->findInstanceOf<mlir::FileLineColLoc>();
    if (place && (place.getLine() != where.line() || place.getFilename() != where.file_name()))
      text += place.getFilename().str() + ":" + std::to_string(place.getLine()) + ": ";
    text += remark.empty() ? inUsersWords(message) : message;
  }
  throw Error(remark.empty() ? text : text + "\n" + remark, where);
}
