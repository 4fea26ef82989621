// mlir-opt with Luge's dialects, passes and pipelines.
#include "dialects/Optim/OptimOps.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  registry.insert<luge::optim::OptimDialect>();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Luge optimizer driver\n", registry));
}
