// What all families of the nn dialect share: the dialect, enums, types, base classes.
#ifndef LUGE_NN_BASE
#define LUGE_NN_BASE

include "dialects/Autodiff/AutodiffInterfaces.td"
include "dialects/Nn/NnInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Nn_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::luge::nn";
  let summary = "Neural networks on immutable tensors";
  let description = [{
    Layers, elementwise functions, contractions, reductions, losses and counter-based random numbers. All ops
    are pure functions of ranked tensors. Formulas, defaults and edge cases are those of PyTorch.

    - Nothing broadcasts by itself: `nn.broadcast` does, so that no gradient rule has to undo it.
    - Contractions and reductions carry lists of dimensions.
    - The batch may be `?`. All `?` of a program are the same number; a `?` never matches a static extent.
  }];
  let hasConstantMaterializer = 1;
}

//===----------------------------------------------------------------------===//
// Enums
//===----------------------------------------------------------------------===//

class Nn_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::luge::nn";
}

def Nn_ComparePredicate : Nn_Enum<"ComparePredicate", "how two elements are compared", [
  I32EnumAttrCase<"Equal", 0, "eq">, I32EnumAttrCase<"NotEqual", 1, "ne">,
  I32EnumAttrCase<"Less", 2, "lt">, I32EnumAttrCase<"LessEqual", 3, "le">,
  I32EnumAttrCase<"Greater", 4, "gt">, I32EnumAttrCase<"GreaterEqual", 5, "ge">]>;

def Nn_GeluApproximation : Nn_Enum<"GeluApproximation", "how gelu is computed", [
  I32EnumAttrCase<"None", 0, "none">, I32EnumAttrCase<"Tanh", 1, "tanh">]>;

def Nn_Reduction : Nn_Enum<"Reduction", "how the elements of a loss become its result", [
  I32EnumAttrCase<"None", 0, "none">, I32EnumAttrCase<"Mean", 1, "mean">, I32EnumAttrCase<"Sum", 2, "sum">]>;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Nn_FloatTensor : RankedTensorOf<[F32, F64]>;
def Nn_NumberTensor : RankedTensorOf<[F32, F64, I64]>;
def Nn_MaskTensor : RankedTensorOf<[I1]>;
def Nn_IndexTensor : RankedTensorOf<[I64]>;
def Nn_Tensor : RankedTensorOf<[F32, F64, I64, I1]>;

/// The type of a random seed or step.
def Nn_CounterTensor
    : Type<CPred<"$_self == ::mlir::RankedTensorType::get({}, ::mlir::IntegerType::get($_self.getContext(), 64))">,
           "0-d tensor of i64", "::mlir::RankedTensorType">,
      BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getI64Type())">;

//===----------------------------------------------------------------------===//
// Base classes
//===----------------------------------------------------------------------===//

/// An op of the dialect: a pure function of tensors.
class Nn_Op<string mnemonic, list<Trait> traits = []> : Op<Nn_Dialect, mnemonic, !listconcat([Pure], traits)>;

/// An op whose result type follows from its operands and attributes, with a message when there is none.
class Nn_InferredOp<string mnemonic, list<Trait> traits = []>
    : Nn_Op<mnemonic, !listconcat([InferTypeOpAdaptor], traits)>;

/// An op with an own rule of differentiation, in `<Family>Vjp.cpp`.
def Nn_Differentiable : TraitList<[DeclareOpInterfaceMethods<DifferentiableOpInterface>]>;

/// An op that `luge-decompose` replaces by simpler ones, in `<Family>Decompositions.cpp`.
def Nn_Composite : TraitList<[DeclareOpInterfaceMethods<DecomposableOpInterface>]>;

#endif // LUGE_NN_BASE
