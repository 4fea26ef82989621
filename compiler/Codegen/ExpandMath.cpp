//===- ExpandMath.cpp - Elementary functions on vectors ---------------------===//
//
// Replaces elementary functions on vectors by straight-line code: without it,
// LLVM calls libm once per lane. Upstream's approximations
// (MathPolynomialApproximation) exist for f32 only and reach 4.3 ULP for tanh
// and 4.4 ULP for erf.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/MathEmitter.h"
#include "compiler/Codegen/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace luge {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

/// Replaces `Op` on vectors of f32 and f64 by what `expand` makes of its operands.
template <typename Op, auto expand> struct ExpandOnVectors : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || type.getRank() != 1 || type.isScalable() ||
        !(type.getElementType().isF32() || type.getElementType().isF64()))
      return rewriter.notifyMatchFailure(op, "not a vector of a supported float type");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    MathEmitter emitter(builder, type);
    if constexpr (std::is_same_v<Op, math::PowFOp>)
      rewriter.replaceOp(op, (emitter.*expand)(op.getLhs(), op.getRhs()));
    else
      rewriter.replaceOp(op, (emitter.*expand)(op.getOperand()));
    return success();
  }
};

/// The buffer that a number was loaded from, as it is or in another precision; null if it was not.
Value findSource(Value number) {
  if (auto cast = number.getDefiningOp<arith::ExtFOp>())
    number = cast.getIn();
  auto load = number.getDefiningOp<memref::LoadOp>();
  return load ? load.getMemRef() : Value();
}

/// Makes each power of a number take the result of the one before where the exponents are equal, too. Those of Adam's
/// betas are: each parameter counts its steps, and most have taken as many.
void reusePowers(Block &block) {
  struct Power {
    Value base, exponent, result;
  };
  llvm::DenseMap<Value, Power> latest;
  for (math::PowFOp power : llvm::to_vector(block.getOps<math::PowFOp>())) {
    Value source = findSource(power.getLhs());
    if (!source)
      continue;
    Power current{power.getLhs(), power.getRhs(), power.getResult()};
    if (auto before = latest.find(source); before != latest.end()) {
      ImplicitLocOpBuilder builder(power.getLoc(), power);
      auto areEqual = [&](Value lhs, Value rhs) -> Value {
        return arith::CmpFOp::create(builder, arith::CmpFPredicate::OEQ, lhs, rhs);
      };
      Value same = arith::AndIOp::create(builder, areEqual(current.base, before->second.base),
                                         areEqual(current.exponent, before->second.exponent));
      auto choice = scf::IfOp::create(builder, power.getType(), same, /*withElseRegion=*/true);
      current.result = choice.getResult(0);
      power.replaceAllUsesWith(current.result);
      builder.setInsertionPointToEnd(choice.thenBlock());
      scf::YieldOp::create(builder, before->second.result);
      power->moveBefore(choice.elseBlock(), choice.elseBlock()->end());
      builder.setInsertionPointToEnd(choice.elseBlock());
      scf::YieldOp::create(builder, power.getResult());
    }
    latest[source] = current;
  }
}

struct ExpandMath : luge::impl::ExpandMathPassBase<ExpandMath> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandOnVectors<math::CosOp, &MathEmitter::cos>,
                 ExpandOnVectors<math::ErfOp, &MathEmitter::erf>,
                 ExpandOnVectors<math::ExpM1Op, &MathEmitter::expm1>,
                 ExpandOnVectors<math::ExpOp, &MathEmitter::exp>,
                 ExpandOnVectors<math::Log1pOp, &MathEmitter::log1p>,
                 ExpandOnVectors<math::LogOp, &MathEmitter::log>,
                 ExpandOnVectors<math::PowFOp, &MathEmitter::pow>,
                 ExpandOnVectors<math::RsqrtOp, &MathEmitter::rsqrt>,
                 ExpandOnVectors<math::SinOp, &MathEmitter::sin>,
                 ExpandOnVectors<math::TanhOp, &MathEmitter::tanh>>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    getOperation()->walk([](func::FuncOp function) {
      if (!function.isDeclaration())
        reusePowers(function.front());
    });
  }
};

} // namespace
