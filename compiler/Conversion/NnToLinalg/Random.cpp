//===- Random.cpp - Lowering of random numbers --------------------------------------------===//
//
// Each element computes its own block of Philox 4x32-10 (Salmon et al., SC 2011) and takes one of
// its four words, by the convention of runtime/Core/Philox.h. Words are held in i64, upper half
// zero: every op works on equal lanes, and the products are those of one instruction.
//
//===--------------------------------------------------------------------------------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <array>

using namespace mlir;
using namespace luge;

namespace {

/// An i64 in code that is being built.
class Word {
public:
  Word(ImplicitLocOpBuilder &builder, Value value) : builder(&builder), value(value) {}
  Word(ImplicitLocOpBuilder &builder, uint64_t number)
      : Word(builder, arith::ConstantOp::create(builder, builder.getI64IntegerAttr(number))) {}

  operator Value() const { return value; }
  Word low() const { return *this & UINT32_MAX; }
  Word high() const { return *this >> 32; }

  Word operator+(Word other) const { return apply<arith::AddIOp>(other); }
  Word operator*(Word other) const { return apply<arith::MulIOp>(other); }
  Word operator^(Word other) const { return apply<arith::XOrIOp>(other); }
  Word operator+(uint64_t other) const { return *this + Word(*builder, other); }
  Word operator*(uint64_t other) const { return *this * Word(*builder, other); }
  Word operator&(uint64_t other) const { return apply<arith::AndIOp>(Word(*builder, other)); }
  Word operator>>(uint64_t bits) const { return apply<arith::ShRUIOp>(Word(*builder, bits)); }

  /// This word where bit `bit` of `chooser` is clear, `other` where it is set.
  Word unlessBit(Word chooser, unsigned bit, Word other) const {
    Value isSet = arith::CmpIOp::create(*builder, arith::CmpIPredicate::ne, chooser & (1 << bit),
                                        Word(*builder, uint64_t(0)));
    return {*builder, arith::SelectOp::create(*builder, isSet, other, value)};
  }

private:
  template <typename Op> Word apply(Word other) const {
    return {*builder, Op::create(*builder, value, other.value)};
  }

  ImplicitLocOpBuilder *builder;
  Value value;
};

std::array<Word, 4> buildPhilox(std::array<Word, 4> counter, std::array<Word, 2> key) {
  auto [c0, c1, c2, c3] = counter;
  auto [k0, k1] = key;
  for (int round = 0; round < 10; ++round) {
    Word product0 = c0 * 0xD2511F53, product1 = c2 * 0xCD9E8D57;
    c0 = product1.high() ^ c1 ^ k0;
    c1 = product1.low();
    c2 = product0.high() ^ c3 ^ k1;
    c3 = product0.low();
    k0 = (k0 + 0x9E3779B9).low();
    k1 = (k1 + 0xBB67AE85).low();
  }
  return {c0, c1, c2, c3};
}

struct UniformLowering : OpRewritePattern<nn::UniformOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::UniformOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    RankedTensorType type = op.getType();
    Word seed = read(builder, op.getSeed()), step = read(builder, op.getStep());
    Word id = Word(builder, uint64_t(op.getId())).low();
    std::array<Word, 2> key{seed.low(), seed.high()};
    Word stepLow = step.low(), stepHigh = step.high();
    SmallVector<Word> strides = getRowMajorStrides(builder, op);

    auto draw = [&](ArrayRef<Scalar>) {
      Word position(builder, uint64_t(0));
      for (auto [loop, stride] : llvm::enumerate(strides))
        position = position + Word(builder, createLoopIndex(builder, loop)) * stride;
      auto [w0, w1, w2, w3] = buildPhilox({(position >> 2).low(), id, stepLow, stepHigh}, key);
      Word word =
          w0.unlessBit(position, 0, w1).unlessBit(position, 1, w2.unlessBit(position, 0, w3));
      return Scalar(builder, word >> 8).castTo(type.getElementType()) * 0x1p-24;
    };
    rewriter.replaceOp(op, buildMap(builder, type, {}, draw, op.getLike()));
    return success();
  }

private:
  static Word read(ImplicitLocOpBuilder &builder, Value tensor) {
    return {builder, tensor::ExtractOp::create(builder, tensor, ValueRange{})};
  }

  /// How far apart, in elements, neighbours along each dimension are.
  static SmallVector<Word> getRowMajorStrides(ImplicitLocOpBuilder &builder, nn::UniformOp op) {
    RankedTensorType type = op.getType();
    SmallVector<OpFoldResult> extents =
        getExtents(builder, type, op.getLike() ? ValueRange(op.getLike()) : ValueRange());
    SmallVector<Word> strides;
    Word stride(builder, uint64_t(1));
    for (OpFoldResult extent : llvm::reverse(extents)) {
      strides.insert(strides.begin(), stride);
      Value size = getValueOrCreateConstantIndexOp(builder, builder.getLoc(), extent);
      stride =
          stride * Word(builder, arith::IndexCastOp::create(builder, builder.getI64Type(), size));
    }
    return strides;
  }
};

} // namespace

void luge::populateRandomToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<UniformLowering>(patterns.getContext());
}
