//===- OptimBase.td - What all optimizer updates share ------------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMBASE_TD
#define LUGE_DIALECTS_OPTIM_OPTIMBASE_TD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Optim_Dialect : Dialect {
  let name = "optim";
  let cppNamespace = "::luge::optim";
  let summary = "One op per optimizer update";
  let description = [{
    An op takes a parameter, its gradient, the optimizer's state for it and the
    hyper-parameters, and returns the new parameter and the new state. Formulas,
    order of operations and treatment of edge cases are those of torch 2.13's
    single-tensor implementations (`torch/optim/*.py`, `_single_tensor_*`).

    Hyper-parameters are operands, so a schedule changes them without recompiling.
    What decides *which* state exists is an attribute, or the state's presence.

    Every update has two options that its formula leaves out. `maximize` negates the
    gradient first. `skip` is a condition: when it is true, parameter and states stay as
    they are, whatever the gradient is.
  }];
}

def Optim_Parameter : StaticShapeTensorOf<[F32, F64]>;

/// A number that is kept as state, such as that of the updates made so far; torch keeps it as
/// a float tensor.
def Optim_Number
    : Type<0DTensorOf<[F32]>.predicate, "0-d tensor of f32", "::mlir::RankedTensorType">,
      BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getF32Type())">;

/// A number that torch keeps in f32 until `load_state_dict` gives it the parameter's type. Its type
/// is printed when it is not f32: `mu_product(%p : tensor<f64>)`.
class Optim_LoadedNumberType
    : Type<0DTensorOf<[F32, F64]>.predicate, "0-d tensor of f32 or f64", "::mlir::RankedTensorType">;
def Optim_LoadedNumber : Optim_LoadedNumberType;

/// Scalars are computed in double, as Python does.
def Optim_Hyper
    : Type<0DTensorOf<[F64]>.predicate, "0-d tensor of f64", "::mlir::RankedTensorType">,
      BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getF64Type())">;

def Optim_Condition
    : Type<0DTensorOf<[I1]>.predicate, "0-d tensor of i1", "::mlir::RankedTensorType">,
      BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getI1Type())">;

def Optim_Value : AnyTypeOf<[Optim_Parameter, Optim_LoadedNumber]>;

/// An optional state has the parameter's type.
class Optim_LikeParam<string state>
    : OptionalTypesMatchWith<"'" # state # "' has the type of 'param'", "param", state, "$_self">;

/// How a state is written: `exp_avg(%m)`.
class Optim_StateFormat<dag states, int i> {
  string name = !getdagname(states, i);
  string type = !if(!isa<Optim_LoadedNumberType>(!getdagarg<TypeConstraint>(states, i)),
                    " custom<NumberType>(type($" # name # "))", "");
  string plain = "`" # name # "` `` `(` $" # name # type # " `)`";
  string optional = "(`" # name # "` `` `(` $" # name # "^ `)`)?";
  string format = !if(!isa<Optional>(!getdagarg<TypeConstraint>(states, i)), optional, plain);
}

/// With `skip` alone, the number of operands tells what is there.
class Optim_OptionalStates<dag states> {
  list<int> optional = !filter(i, !range(!size(states)),
                               !isa<Optional>(!getdagarg<TypeConstraint>(states, i)));
  list<Trait> traits = !if(!empty(optional), []<Trait>, [AttrSizedOperandSegments]);
}

def ParameterUpdate : NativeOpTrait<"ParameterUpdate"> {
  let cppNamespace = "::luge::optim";
}

/// `states` lie between `grad` and `hypers`; the results are the new parameter and
/// the new states, in the same order, with the same types.
class Optim_UpdateOp<string mnemonic, dag states, dag hypers, list<string> likeParam,
                     dag attributes = (ins), list<Trait> traits = []>
    : Op<Optim_Dialect, mnemonic,
         [Pure, InferTypeOpInterface, AllTypesMatch<!listconcat(["param", "grad"], likeParam)>,
          ParameterUpdate] # Optim_OptionalStates<states>.traits # traits> {
  let arguments = !con((ins Optim_Parameter:$param, Optim_Parameter:$grad), states, hypers,
                       (ins Optional<Optim_Condition>:$skip), attributes,
                       (ins UnitAttr:$maximize));
  let results = (outs Variadic<Optim_Value>:$updated);
  let extraClassDeclaration = "static constexpr unsigned hyperCount = " # !size(hypers) # ";";

  // Each operand is printed under its name: `lr(%lr)`.
  string hyperFormat = !interleave(
      !foreach(i, !range(!size(hypers)),
               "`" # !getdagname(hypers, i) # "` `` `(` $" # !getdagname(hypers, i) # " `)`"), " ");
  string stateFormat = !interleave(
      !foreach(i, !range(!size(states)), Optim_StateFormat<states, i>.format), " ");
  let assemblyFormat = "$param `,` $grad " # stateFormat # " " # hyperFormat
                       # " (`skip` `` `(` $skip^ `)`)? attr-dict `:` type($param)";
}

#endif // LUGE_DIALECTS_OPTIM_OPTIMBASE_TD
