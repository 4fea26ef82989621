// mlir-opt with Luge's dialects, passes and pipelines.
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "tools/Registry/Registry.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  luge::registerEverything(registry);
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Luge optimizer driver\n", registry));
}
