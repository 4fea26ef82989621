// All that the tools which read IR understand.
#include "tools/Registry/Registry.h"
#include "compiler/Autodiff/Passes.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Conversion/Passes.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Autodiff/AutodiffDialect.h"
#include "dialects/Nn/NnOps.h"
#include "dialects/Optim/OptimOps.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"

void luge::registerEverything(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  registerAutodiffPasses();
  registerCodegenPasses();
  registerConversionPasses();
  registerPipelines();
  registerTransformsPasses();
  registry.insert<autodiff::AutodiffDialect, nn::NnDialect, optim::OptimDialect>();
}
