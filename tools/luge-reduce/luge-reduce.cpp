// mlir-reduce with Luge's dialects and passes: shrinks IR for as long as a script finds it interesting.
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"
#include "tools/Registry/Registry.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  luge::registerEverything(registry);
  mlir::MLIRContext context(registry);
  return mlir::failed(mlir::mlirReduceMain(argc, argv, context));
}
