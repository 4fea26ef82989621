// The language server of Luge's IR: definitions, hovers and diagnostics for .mlir files in an editor.
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "tools/Registry/Registry.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  luge::registerEverything(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
