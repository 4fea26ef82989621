// All that the tools which read IR understand.
#ifndef LUGE_TOOLS_REGISTRY_REGISTRY_H
#define LUGE_TOOLS_REGISTRY_REGISTRY_H

namespace mlir {
class DialectRegistry;
}

namespace luge {

/// Adds every dialect and extension, Luge's and upstream's, to `registry`, and makes every pass and
/// pipeline known by its name.
void registerEverything(mlir::DialectRegistry &registry);

} // namespace luge

#endif // LUGE_TOOLS_REGISTRY_REGISTRY_H
