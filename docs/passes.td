// All passes, for their reference.
include "compiler/Autodiff/Passes.td"
include "compiler/Codegen/Passes.td"
include "compiler/Conversion/Passes.td"
include "compiler/Transforms/Passes.td"
