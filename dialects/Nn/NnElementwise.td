// Elementwise ops: each result element comes from the operands' elements at the same place.
#ifndef LUGE_NN_ELEMENTWISE
#define LUGE_NN_ELEMENTWISE

include "dialects/Nn/NnBase.td"

//===----------------------------------------------------------------------===//
// Base classes
//===----------------------------------------------------------------------===//

// Descriptions made of parts begin with a line break, so that their indentation is taken off as one.
class Nn_BinaryOp<string mnemonic, Type type, list<Trait> traits>
    : Nn_Op<mnemonic, !listconcat([Elementwise, AllTypesMatch<["lhs", "rhs", "result"]>], traits)> {
  string formula = ?;
  let description = "\n    `" # formula # [{`, element by element.

    Constraints:
    - (C1) `lhs`, `rhs` and `result` have the same type.

    Example:
    ```mlir
    %result = nn.}] # mnemonic # [{ %lhs, %rhs : tensor<2x3x}] #
    !if(!eq(!cast<string>(type), "Nn_MaskTensor"), "i1", "f32") # [{>
    ```
  }];
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}

class Nn_UnaryOp<string mnemonic, Type type, list<Trait> traits>
    : Nn_Op<mnemonic, !listconcat([Elementwise, AllTypesMatch<["operand", "result"]>], traits)> {
  string formula = ?;
  let description = "\n    `" # formula # [{`, element by element.

    Constraints:
    - (C1) `operand` and `result` have the same type.

    Example:
    ```mlir
    %result = nn.}] # mnemonic # [{ %operand : tensor<2x3x}] #
    !if(!eq(!cast<string>(type), "Nn_MaskTensor"), "i1", "f32") # [{>
    ```
  }];
  let arguments = (ins type:$operand);
  let results = (outs type:$result);
  let assemblyFormat = "$operand attr-dict `:` type($result)";
}

class Nn_ArithmeticOp<string mnemonic, list<Trait> traits = []>
    : Nn_BinaryOp<mnemonic, Nn_NumberTensor, !listconcat([Nn_Differentiable], traits)> {
  let hasFolder = 1;
}
class Nn_FloatBinaryOp<string mnemonic, list<Trait> traits = []>
    : Nn_BinaryOp<mnemonic, Nn_FloatTensor, !listconcat([Nn_Differentiable], traits)> {
  let hasFolder = 1;
}
class Nn_LogicalOp<string mnemonic> : Nn_BinaryOp<mnemonic, Nn_MaskTensor, [Commutative, NonDifferentiable]> {
  let hasFolder = 1;
}
class Nn_FloatUnaryOp<string mnemonic, list<Trait> traits = [Nn_Differentiable]>
    : Nn_UnaryOp<mnemonic, Nn_FloatTensor, traits>;

//===----------------------------------------------------------------------===//
// Binary ops
//===----------------------------------------------------------------------===//

def Nn_AddOp : Nn_ArithmeticOp<"add", [Commutative]> {
  let summary = "sum of two tensors";
  let formula = "lhs + rhs";
}
def Nn_SubOp : Nn_ArithmeticOp<"sub"> {
  let summary = "difference of two tensors";
  let formula = "lhs - rhs";
}
def Nn_MulOp : Nn_ArithmeticOp<"mul", [Commutative]> {
  let summary = "elementwise product of two tensors";
  let formula = "lhs * rhs";
}
def Nn_DivOp : Nn_FloatBinaryOp<"div"> {
  let summary = "quotient of two tensors";
  let formula = "lhs / rhs";
}
def Nn_PowOp : Nn_FloatBinaryOp<"pow"> {
  let summary = "power of two tensors";
  let formula = "lhs ^ rhs";
  let hasCanonicalizer = 1;
}
def Nn_MaximumOp : Nn_FloatBinaryOp<"maximum", [Commutative]> {
  let summary = "larger of two tensors' elements; NaN if one is; ties share the gradient";
  let formula = "max(lhs, rhs)";
}
def Nn_MinimumOp : Nn_FloatBinaryOp<"minimum", [Commutative]> {
  let summary = "smaller of two tensors' elements; NaN if one is; ties share the gradient";
  let formula = "min(lhs, rhs)";
}
def Nn_AndOp : Nn_LogicalOp<"and"> {
  let summary = "logical and of two masks";
  let formula = "lhs && rhs";
}
def Nn_OrOp : Nn_LogicalOp<"or"> {
  let summary = "logical or of two masks";
  let formula = "lhs || rhs";
}

def Nn_FmodOp : Nn_BinaryOp<"fmod", Nn_FloatTensor, [Nn_Differentiable]> {
  let summary = "remainder of a quotient rounded toward zero; it has the sign of the dividend";
  let formula = "lhs - rhs * trunc(lhs / rhs)";
}
def Nn_Atan2Op : Nn_BinaryOp<"atan2", Nn_FloatTensor, [Nn_Differentiable]> {
  let summary = "angle from the positive x-axis to the point (rhs, lhs), in (-pi, pi]";
  let formula = "arctan(lhs / rhs), in the quadrant of (rhs, lhs)";
}

//===----------------------------------------------------------------------===//
// Unary ops
//===----------------------------------------------------------------------===//

def Nn_NegOp : Nn_FloatUnaryOp<"neg"> {
  let summary = "negation";
  let formula = "-operand";
  let hasFolder = 1;
}
def Nn_AbsOp : Nn_FloatUnaryOp<"abs"> {
  let summary = "absolute value; its derivative at 0 is 0";
  let formula = "|operand|";
}
def Nn_SignOp : Nn_FloatUnaryOp<"sign", [NonDifferentiable]> {
  let summary = "sign";
  let formula = "-1, 0 or 1";
}
def Nn_ExpOp : Nn_FloatUnaryOp<"exp"> {
  let summary = "exponential";
  let formula = "e ^ operand";
}
def Nn_Expm1Op : Nn_FloatUnaryOp<"expm1"> {
  let summary = "exponential minus one, accurate near 0";
  let formula = "e ^ operand - 1";
}
def Nn_LogOp : Nn_FloatUnaryOp<"log"> {
  let summary = "natural logarithm";
  let formula = "ln(operand)";
}
def Nn_Log1pOp : Nn_FloatUnaryOp<"log1p"> {
  let summary = "natural logarithm of one plus the operand, accurate near 0";
  let formula = "ln(1 + operand)";
}
def Nn_SqrtOp : Nn_FloatUnaryOp<"sqrt"> {
  let summary = "square root";
  let formula = "operand ^ 0.5";
}
def Nn_RsqrtOp : Nn_FloatUnaryOp<"rsqrt"> {
  let summary = "reciprocal square root";
  let formula = "operand ^ -0.5";
}
def Nn_SinOp : Nn_FloatUnaryOp<"sin"> {
  let summary = "sine";
  let formula = "sin(operand)";
}
def Nn_CosOp : Nn_FloatUnaryOp<"cos"> {
  let summary = "cosine";
  let formula = "cos(operand)";
}
def Nn_TanOp : Nn_FloatUnaryOp<"tan"> {
  let summary = "tangent";
  let formula = "tan(operand)";
}
def Nn_TanhOp : Nn_FloatUnaryOp<"tanh"> {
  let summary = "hyperbolic tangent";
  let formula = "tanh(operand)";
}
def Nn_SinhOp : Nn_FloatUnaryOp<"sinh"> {
  let summary = "hyperbolic sine";
  let formula = "(e ^ operand - e ^ -operand) / 2";
}
def Nn_CoshOp : Nn_FloatUnaryOp<"cosh"> {
  let summary = "hyperbolic cosine";
  let formula = "(e ^ operand + e ^ -operand) / 2";
}
def Nn_AsinOp : Nn_FloatUnaryOp<"asin"> {
  let summary = "inverse sine, in [-pi/2, pi/2]";
  let formula = "arcsin(operand)";
}
def Nn_AcosOp : Nn_FloatUnaryOp<"acos"> {
  let summary = "inverse cosine, in [0, pi]";
  let formula = "arccos(operand)";
}
def Nn_AtanOp : Nn_FloatUnaryOp<"atan"> {
  let summary = "inverse tangent, in [-pi/2, pi/2]";
  let formula = "arctan(operand)";
}
def Nn_AsinhOp : Nn_FloatUnaryOp<"asinh"> {
  let summary = "inverse hyperbolic sine";
  let formula = "ln(operand + sqrt(operand^2 + 1))";
}
def Nn_AcoshOp : Nn_FloatUnaryOp<"acosh"> {
  let summary = "inverse hyperbolic cosine";
  let formula = "ln(operand + sqrt(operand^2 - 1))";
}
def Nn_AtanhOp : Nn_FloatUnaryOp<"atanh"> {
  let summary = "inverse hyperbolic tangent";
  let formula = "ln((1 + operand) / (1 - operand)) / 2";
}
def Nn_ErfOp : Nn_FloatUnaryOp<"erf"> {
  let summary = "error function";
  let formula = "2 / sqrt(pi) * integral of e ^ -t^2 over t in [0, operand]";
}
def Nn_SigmoidOp : Nn_FloatUnaryOp<"sigmoid"> {
  let summary = "logistic function";
  let formula = "1 / (1 + e ^ -operand)";
}
def Nn_ReluOp : Nn_FloatUnaryOp<"relu"> {
  let summary = "rectified linear unit; its derivative at 0 is 0";
  let formula = "max(operand, 0)";
  let hasFolder = 1;
}
def Nn_FloorOp : Nn_FloatUnaryOp<"floor"> {
  let summary = "largest integer that is not larger; its derivative is 0";
  let formula = "floor(operand)";
}
def Nn_CeilOp : Nn_FloatUnaryOp<"ceil"> {
  let summary = "smallest integer that is not smaller; its derivative is 0";
  let formula = "ceil(operand)";
}
def Nn_RoundOp : Nn_FloatUnaryOp<"round"> {
  let summary = "nearest integer, the even one of two; its derivative is 0";
  let formula = "round(operand)";
}
def Nn_TruncOp : Nn_FloatUnaryOp<"trunc"> {
  let summary = "integer part; its derivative is 0";
  let formula = "trunc(operand)";
}
def Nn_NotOp : Nn_UnaryOp<"not", Nn_MaskTensor, [NonDifferentiable]> {
  let summary = "logical negation of a mask";
  let formula = "!operand";
  let hasFolder = 1;
}
def Nn_DetachOp : Nn_UnaryOp<"detach", Nn_Tensor, [NonDifferentiable]> {
  let summary = "the operand, with no gradient flowing back through it";
  let formula = "operand";
}

def Nn_GeluOp : Nn_UnaryOp<"gelu", Nn_FloatTensor, [Nn_Differentiable]> {
  let summary = "Gaussian error linear unit";
  let description = [{
    - `approximate none`: `operand * Phi(operand)` with `Phi(x) = (1 + erf(x / sqrt(2))) / 2`.
    - `approximate tanh`: `0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`.

    Source: Hendrycks and Gimpel, https://arxiv.org/abs/1606.08415.

    Constraints:
    - (C1) `operand` and `result` have the same type.

    Example:
    ```mlir
    %result = nn.gelu %operand approximate tanh : tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$operand,
      DefaultValuedAttr<Nn_GeluApproximation, "::luge::nn::GeluApproximation::None">:$approximate);
  let assemblyFormat = "$operand (`approximate` $approximate^)? attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Other types than the operand's
//===----------------------------------------------------------------------===//

def Nn_CompareOp : Nn_InferredOp<"compare", [Elementwise, NonDifferentiable, AllTypesMatch<["lhs", "rhs"]>]> {
  let summary = "comparison of two tensors";
  let description = [{
    `lhs <predicate> rhs`, element by element, with predicate `eq`, `ne`, `lt`, `le`, `gt` or `ge`. NaN is
    unequal to everything, and not ordered.

    Constraints:
    - (C1) `lhs` and `rhs` have the same type.
    - (C2) `result` has their shape.

    Example:
    ```mlir
    %result = nn.compare lt %lhs, %rhs : tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_ComparePredicate:$predicate, Nn_NumberTensor:$lhs, Nn_NumberTensor:$rhs);
  let results = (outs Nn_MaskTensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs,
                                 "::luge::nn::ComparePredicate":$predicate),
                            "build($_builder, $_state, predicate, lhs, rhs);">];
  let assemblyFormat = "$predicate $lhs `,` $rhs attr-dict `:` type($lhs)";
  let hasFolder = 1;
}

def Nn_SelectOp : Nn_Op<"select", [
    Elementwise, Nn_Differentiable, AllTypesMatch<["on_true", "on_false", "result"]>,
    TypesMatchWith<"'condition' has the shape of the result", "result", "condition",
                   "::luge::nn::withElementType($_self, ::mlir::IntegerType::get($_self.getContext(), 1))">]> {
  let summary = "choice between two tensors' elements";
  let description = [{
    `condition ? on_true : on_false`, element by element. What is not chosen has no influence, NaN or not.

    Constraints:
    - (C1) `on_true`, `on_false` and `result` have the same type.
    - (C2) `condition` has their shape.

    Example:
    ```mlir
    %result = nn.select %condition, %on_true, %on_false : tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_MaskTensor:$condition, Nn_Tensor:$on_true, Nn_Tensor:$on_false);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = "$condition `,` $on_true `,` $on_false attr-dict `:` type($result)";
  let hasFolder = 1;
}

def Nn_CastOp : Nn_Op<"cast", [Elementwise, Nn_Differentiable]> {
  let summary = "conversion to another element type";
  let description = [{
    Each element in the result's element type: rounded to nearest from `f64` to `f32`, toward zero from a float
    to `i64`, 0 or 1 from `i1`. Differentiable between floats.

    Constraints:
    - (C1) `operand` and `result` have the same shape.
    - (C2) `result` has elements of `i1` only if `operand` has.

    Example:
    ```mlir
    %result = nn.cast %operand : tensor<2x3xi1> -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_Tensor:$operand);
  let results = (outs Nn_Tensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Value":$operand, "::mlir::Type":$element_type)>];
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

#endif // LUGE_NN_ELEMENTWISE
