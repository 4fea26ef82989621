//===- Passes.td - Passes from linalg to machine code -------*- tablegen -*-===//
//
// In alphabetical order.
//
//===-----------------------------------------------------------------------===//

#ifndef LUGE_CODEGEN_PASSES
#define LUGE_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def BindArgumentsPass : Pass<"luge-bind-arguments", "::mlir::ModuleOp"> {
  let summary = "Makes tensor arguments and results buffers that the caller owns";
  let description = [{
    A tensor argument becomes a contiguous memref. A result with the attribute `luge.parameter` or `luge.state`
    is written to the argument with the same attribute and value; any other to an appended memref argument,
    which takes over the result's attributes. The function then has no results.

    ```mlir
    func.func @step(%w: tensor<4xf32> {luge.parameter = "w"}) -> (tensor<4xf32> {luge.parameter = "w"}) {
      ...
      return %new : tensor<4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @step(%w: memref<4xf32> {luge.parameter = "w"}) {
      %old = bufferization.to_tensor %w restrict writable : memref<4xf32> to tensor<4xf32>
      ...
      %0 = bufferization.materialize_in_destination %new in %old : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
      bufferization.materialize_in_destination %0 in restrict writable %w : (tensor<4xf32>, memref<4xf32>) -> ()
      return
    }
    ```
    Upstream's bufferization of function boundaries turns results into arguments too, but cannot be told that
    a result belongs into a certain argument.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"];
}

def CollapseLoopsPass : Pass<"luge-collapse-loops", "::mlir::func::FuncOp"> {
  let summary = "Makes neighbouring loops of generics on buffers one";
  let description = [{
    Upstream's patterns, for the longest runs of loops of one kind that walk all operands, contiguous buffers,
    as one loop would: fewer loops, and a longer one for vectors and threads. A `?x3` loop nest becomes one
    of `?`.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect"];
}

def DistributePass : Pass<"luge-distribute", "::mlir::ModuleOp"> {
  let summary = "Makes each public function the program of one thread among several";
  let description = [{
    Runs after `luge-plan-memory`. Every thread of a team calls the same function with its number, so the
    function gains the arguments `team`, `thread` and `threads`, and each top-level op becomes one of:

    - *shared*: an `scf.forall` is replaced by a loop over this thread's contiguous share of its iterations;
    - *replicated*: computation and reads that shared ops need are done by every thread for itself;
    - *serial*: anything else is done by thread 0.

    After loops that store past the caches (`luge.streams`) comes a fence. A call of `luge_team_barrier` stands only
    where bytes written by one thread are read or written by another, or read by one and written by another, since the last barrier. Arguments are distinct buffers;
    values in the arena are compared by their bytes. Ops that depend on nothing since an earlier barrier
    move in front of it, which leaves fewer. There is none at the end: the caller joins the team.

    ```mlir
    scf.forall (%i) in (8) { ... writes %a ... }       // shared
    %x = memref.load %a[%c3] : memref<8xf32>           // serial
    memref.store %x, %b[] : memref<f32>                // serial
    ```
    becomes
    ```mlir
    scf.for %i = %begin to %end step %c1 { ... }
    func.call @luge_team_barrier(%team) : (!llvm.ptr) -> ()
    scf.if %first {
      %x = memref.load %a[%c3] : memref<8xf32>
      memref.store %x, %b[] : memref<f32>
    }
    ```

    A distributed function carries `luge.parallel`. One that does less work than `serial-below`, or any when
    `threads` is off, keeps its signature, and its foralls become plain loops.
  }];
  let options = [
    Option<"threads", "threads", "bool", "true", "Distribute over a team of threads">,
    Option<"serialBelow", "serial-below", "int64_t", "100000",
           "Keep a function serial whose estimated scalar operations at the maximum batch are fewer">
  ];
  let statistics = [
    Statistic<"barriers", "barriers", "Number of barriers inserted">
  ];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect", "::mlir::scf::SCFDialect", "::mlir::ub::UBDialect"];
}

def EmitEntriesPass : Pass<"luge-emit-entries", "::mlir::ModuleOp"> {
  let summary = "Gives each public function the entry the runtime calls";
  let description = [{
    For each public `func.func @f` on memrefs, makes `@f` private to the module and adds

    ```mlir
    llvm.func @luge_entry_f(%args: !llvm.ptr, %batch: i64, %arena: !llvm.ptr,
                            %team: !llvm.ptr, %thread: i64, %threads: i64)
    ```
    which loads one pointer per argument from the table `%args`, describes each as a contiguous memref whose
    dynamic extents are the batch, and calls `@f`. This is `luge_entry` in `runtime/Core/Program.h`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def ExpandMathPass : Pass<"luge-expand-math"> {
  let summary = "Expands elementary functions on vectors into straight-line code";
  let description = [{
    LLVM would call libm once per lane. Upstream's approximations cover f32 only, and less accurately; the
    bounds here are tested by `test/Numeric/math_accuracy.py`. Scalars are left to libm, and so are sines and
    cosines of very large numbers, in a branch.

    ```mlir
    %0 = math.exp %x : vector<16xf32>   // 18 instructions of arith and math.fma
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def FuseElementwisePass : Pass<"luge-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Fuses elementwise generics on tensors where that saves memory traffic";
  let description = [{
    Upstream's patterns with a choice of what to fuse: a producer with one use, if each of its elements is
    used once; a cheap one (a copy, a broadcast, up to two arith ops on one buffer) into all its consumers. A
    contraction takes only transposes, into its indexing map, so that it stays a contraction. Elementwise ops on
    reshaped tensors are done in the shape before, where that only drops loops that run once.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def FuseRowsPass : Pass<"luge-fuse-rows", "::mlir::func::FuncOp"> {
  let summary = "Runs generics on buffers that go through the same rows in one loop over blocks of rows";
  let description = [{
    Softmax, norms and losses are chains of reductions along rows and elementwise ops on the same rows. One by
    one, each would read all rows from memory. Here a loop over blocks of as many rows as fit into a cache holds
    all ops of the chain, so that memory is read once; what only they use has the size of a block.

    Ops join that have one parallel loop, the rows', in common: every buffer that any of them writes, and that
    others use, has the rows as the same dimension in all of them, so a row depends on no other. Such an op must
    share a buffer with those before it.

    ```mlir
    linalg.generic {... ["parallel", "reduction"]} ins(%x) outs(%max : memref<4096xf32>) { maximum }
    linalg.generic {... ["parallel", "parallel"]} ins(%x, %max) outs(%y) { exp(x - max) }
    ```
    becomes
    ```mlir
    scf.forall (%block) in (512) {
      %rows = memref.subview %x[%offset, 0] [8, 1024] [1, 1] : ...
      %max = memref.alloca() : memref<8xf32>
      linalg.generic {... ["parallel", "reduction"]} ins(%rows) outs(%max) { maximum }
      linalg.generic {... ["parallel", "parallel"]} ins(%rows, %max) outs(%results) { exp(x - max) }
    }
    ```
    An op that sums over the rows of a large matrix joins, too, if no other op of the chain needs the sums: each
    iteration of the loop then goes through the blocks of a part of the rows, and adds up sums of its own; these are
    added up after the loop. There are about 64 rows to a part, a number that depends on shapes alone.

    While one block is worked on in the cache, the next one of large inputs is prefetched by the op that works longest:
    the hardware alone looks ahead in one pass at a time. A large result that the chain itself reads again is made in
    the cache, and copied to its place past the caches (`StreamedStores.h`).

    With `products`, which runs before `luge-lower-contractions`, chains are formed of what has several products in
    it and stays in the second cache as a whole: the layers of a small model, from the input through the loss to the
    gradient of the first layer. A block of 32 rows then goes through all of them, and no thread waits for another in
    between.

    Upstream's tiling and fusion starts from one consumer and takes in its producers; here several results may
    come out of one chain, such as a loss and its gradient.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"avx512\"", "A name of TargetTable.cpp">,
    Option<"products", "products", "bool", "false", "Run chains of small products, rather than others">
  ];
  let statistics = [
    Statistic<"groups", "groups", "Number of loops over rows">
  ];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

def LimitVectorsPass : Pass<"luge-limit-vectors", "::mlir::func::FuncOp"> {
  let summary = "Fails where a vector would take very many registers";
  let description = [{
    LLVM takes an op on a vector of thousands of elements apart into code for each register, in minutes. No vector of
    Codegen's is so large; this makes sure.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"avx512\"", "A name of TargetTable.cpp">
  ];
}

def LowerContractionsPass : Pass<"luge-lower-contractions", "::mlir::func::FuncOp"> {
  let summary = "Lowers contractions on buffers to packed loops around a register tile";
  let description = [{
    A contraction of any dimension list and any strides takes one path. Of its loops, one m, one n and one k
    are tiled; the others are loops around that. The operand with m is read an element at a time and broadcast,
    the one with n a vector at a time; a tile of MR x NR sums stays in registers over k:

    ```mlir
    scf.forall (%block) in (16) {
      scf.for %m = ... { scf.for %n = ... {
        %sums:12 = scf.for %k = ... iter_args(%acc0 = %zero, ...) -> (vector<32xf32>, ...) {
          %b = vector.load %columns[%panel, %k, %c0] : memref<16x784x32xf32>, vector<32xf32>
          %a0 = memref.load %rows[%panel, %k, %c0]   : memref<11x784x12xf32>
          %f0 = vector.broadcast %a0 : f32 to vector<32xf32>
          %s0 = vector.fma %f0, %b, %acc0 : vector<32xf32>
          ...
          scf.yield %s0, ...
        }
        vector.store ...
    } } }
    ```

    An operand is first packed into panels, in parallel, unless its strides allow to read it in place and a
    packed copy would not pay. A cost model on the extents (ContractionPlan.h) chooses which operand is which,
    what is packed, the tile and the blocks. Tails are masked. The reduction is never divided among threads.

    An elementwise generic that is the first to read the result, such as a bias, an activation or an update of
    the parameter, is done on each tile while it is in the first cache; if nothing else reads the result, it is
    never stored.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"avx512\"", "A name of TargetTable.cpp">
  ];
  let statistics = [
    Statistic<"fusedEpilogues", "fused-epilogues", "Number of generics done on a contraction's tiles">
  ];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def LowerGenericsPass : Pass<"luge-lower-generics", "::mlir::func::FuncOp"> {
  let summary = "Lowers linalg.generic on buffers to loops of vector ops";
  let description = [{
    One loop of each generic becomes the lanes of a vector: the one that makes most accesses contiguous. Whole
    vectors are followed by one masked vector, never by a loop of scalars, so that an element gets the same
    instructions wherever it lies. A reduction over the lanes' loop keeps several vectors of sums and combines
    them in a fixed tree; one over other loops keeps its sums in registers. Large loops are cut into the
    pieces of an `scf.forall` at the top level, and a large reduction to few elements into partial ones, by
    shapes alone. Bodies with ops that vectors lack become loops of scalars.

    Elementwise results too large for caches that nothing in the function reads are stored past the caches, since other
    stores read each line first. Such vectors need an aligned place: the lanes before the first are masked. Their
    parallel loop has the attribute `luge.streams`, for `luge-distribute` to put a fence after it.

    ```mlir
    linalg.generic {... ["parallel"]} ins(%x : memref<40xf32>) outs(%y : memref<40xf32>) { exp }
    ```
    becomes
    ```mlir
    scf.for %i = %c0 to %c32 step %c16 {
      %0 = vector.load %x[%i] : memref<40xf32>, vector<16xf32>
      %1 = math.exp %0 : vector<16xf32>
      vector.store %1, %y[%i] : memref<40xf32>, vector<16xf32>
    }
    %2 = vector.maskedload %x[%c32], ...
    ```

    Upstream's `linalg::vectorize` works on tiles of static or masked shapes: it makes the tail's mask part of
    every iteration, one vector of all of a tile, and one accumulator per reduction.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"avx512\"", "A name of TargetTable.cpp">
  ];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def MergeGenericsPass : Pass<"luge-merge-generics", "::mlir::func::FuncOp"> {
  let summary = "Makes generics on buffers one that have the same loops and share a buffer";
  let description = [{
    An element that two ops read is loaded once, one that an op passes to another stays in a register, and what
    both compute can be computed once. Upstream fuses an op on tensors into its consumer, but not two that only
    have an operand in common, such as a function and its derivative. The second must be able to run where the
    first does: the two stay apart if anything between them is in the way, or is read by the second alone.

    ```mlir
    linalg.generic {... ["parallel"]} ins(%x) outs(%y) { tanh }
    linalg.generic {... ["parallel"]} ins(%y, %dy) outs(%dx) { ... }
    ```
    becomes
    ```mlir
    linalg.generic {... ["parallel"]} ins(%x, %dy) outs(%y, %dx) { ... }
    ```

    A row's sum joins what has an element for each column: the merged loops are the reduction's, and the elements are
    stored on the way. With `into-sums`, a sum of everything does so too, such as a loss with its gradient; that is for
    after `luge-fuse-rows`, as what has joined such a sum is no longer a loop over rows.

    In a loop that one thread runs in turn, inside an `scf.forall`, a sum over outer loops joins in the same way: each
    iteration of the merged loops takes one more element into the sum's.

    With `elementwise`, it runs before `luge-lower-contractions`: a product's bias, its activation, and what a backward
    pass wants of both are then one op, which is done on the product's tiles.
  }];
  let options = [
    Option<"elementwise", "elementwise", "bool", "false", "Leave reductions as they are">,
    Option<"intoSums", "into-sums", "bool", "false", "Also merge elementwise ops into sums of everything">
  ];
  let statistics = [
    Statistic<"numMerged", "merged", "Number of generics merged into another">
  ];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect"];
}

def OutlineKernelsPass : Pass<"luge-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Makes each large loop of a distributed function a function of its own";
  let description = [{
    Runs after `luge-distribute`, on functions with `luge.parallel`: each top-level loop becomes a private
    function, so that kernels are compiled in parallel, equal ones only once (upstream's
    `duplicate-function-elimination`), and profilers see which one runs. What the loop uses becomes arguments,
    except constants and stack memory of its own. A function of fewer operations than pay for threads keeps its
    loops: there, calls would cost.

    Names tell the ops and lines that the code was made of, where its locations do (`KernelName.h`), such as
    `linear_relu_model.cpp_12`; else they are `<function>_kernel_<n>`.

    ```mlir
    scf.for %i = %begin to %end step %c1 { ... %x ... %y ... }
    ```
    becomes
    ```mlir
    func.call @step_kernel_0(%begin, %end, %x, %y) : (index, index, memref<...>, memref<...>) -> ()
    ```
  }];
  let options = [
    Option<"all", "all", "bool", "false", "Outline small loops too, and those of any function">
  ];
  let statistics = [
    Statistic<"kernels", "kernels", "Number of functions made">
  ];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def PlanMemoryPass : Pass<"luge-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Gives every temporary a fixed place in one arena";
  let description = [{
    Each public function gains the argument `%arena: memref<Nxi8>` (attribute `luge.arena`), and each
    `memref.alloc` of its top-level block becomes a `memref.view` of it at a constant offset, a multiple of
    64. Buffers whose first and last uses in that block do not overlap may share bytes. Sizes are those at
    the module's `luge.max_batch`. The function records `luge.arena_bytes` (N) and
    `luge.arena_lower_bound`, the most bytes that are ever live at once.

    ```mlir
    %0 = memref.alloc(%batch) : memref<?x16xf32>
    ```
    becomes
    ```mlir
    %0 = memref.view %arena[%c128][%batch] : memref<8192xi8> to memref<?x16xf32>
    ```
  }];
}

def PrepareBuffersPass : Pass<"luge-prepare-buffers", "::mlir::func::FuncOp"> {
  let summary = "Makes copies and named ops on buffers generics";
  let description = [{
    After bufferization: `memref.copy` and what named linalg ops are left become `linalg.generic`, except
    `linalg.fill`, which may be taken as the start of a reduction.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def PrivatizeScalarsPass : Pass<"luge-privatize-scalars", "::mlir::func::FuncOp"> {
  let summary = "Moves small buffers that parallel loops read to the stack, so that each thread computes them";
  let description = [{
    The number of targets that count, by which a loss is divided, is needed by every thread, and computed faster than
    one thread could tell the others. A `memref.alloc` of a few bytes becomes a `memref.alloca` if a parallel loop
    needs it, and all that writes it is at the top level, writes nothing else, and does little work. `luge-distribute`
    then runs these ops on every thread, without a barrier.
  }];
  let options = [
    Option<"mostWork", "most-work", "int64_t", "4096",
           "Scalar operations at the maximum batch that each thread may do for one buffer">
  ];
  let statistics = [
    Statistic<"scalars", "scalars", "Number of buffers moved">
  ];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def SeparateDestinationsPass : Pass<"luge-separate-destinations", "::mlir::func::FuncOp"> {
  let summary = "Gives each op its own empty or filled destination tensor, right before it";
  let description = [{
    CSE makes ops of equal type share one `tensor.empty` or `linalg.fill`; bufferization would then copy the
    filled buffer, and could not fold the fill into a reduction's start. And were one made long before its op, what
    takes its place, a part of a larger tensor, would be moved there, with all that this tensor was computed from.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def TraceKernelsPass : Pass<"luge-trace-kernels", "::mlir::ModuleOp"> {
  let summary = "Records when each thread ran which kernel";
  let description = [{
    Runs after `luge-outline-kernels`. Each public function records its own run, those of the kernels it calls, by the
    ops and lines they were made of, and its waits at barriers, in the trace `luge_trace` (`runtime/Core/Trace.h`).

    ```mlir
    %begin = func.call @luge_trace_now() : () -> i64
    func.call @linear_relu_model.cpp_12(%x) : (memref<...>) -> ()
    func.call @luge_trace_record(%trace, %name, %thread, %begin) : (!llvm.ptr, !llvm.ptr, i64, i64) -> ()
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect"];
}

#endif // LUGE_CODEGEN_PASSES
