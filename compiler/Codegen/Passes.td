//===- Passes.td - Passes from linalg to machine code -------*- tablegen -*-===//
//
// In alphabetical order.
//
//===-----------------------------------------------------------------------===//

#ifndef LUGE_CODEGEN_PASSES
#define LUGE_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def DistributePass : Pass<"luge-distribute", "::mlir::ModuleOp"> {
  let summary = "Makes each public function the program of one thread among several";
  let description = [{
    Runs after `luge-plan-memory`. Every thread of a team calls the same function with its number, so the
    function gains the arguments `team`, `thread` and `threads`, and each top-level op becomes one of:

    - *shared*: an `scf.forall` is replaced by a loop over this thread's contiguous share of its iterations;
    - *replicated*: computation and reads are done by every thread for itself;
    - *serial*: anything else that writes is done by thread 0.

    A call of `luge_team_barrier` stands only where bytes written by one thread are read or written by
    another, or read by one and written by another, since the last barrier. Arguments are distinct buffers;
    values in the arena are compared by their bytes. There is none at the end: the caller joins the team.

    ```mlir
    scf.forall (%i) in (8) { ... writes %a ... }       // shared
    %x = memref.load %a[%c3] : memref<8xf32>           // replicated
    memref.store %x, %b[] : memref<f32>                // serial
    ```
    becomes
    ```mlir
    scf.for %i = %begin to %end step %c1 { ... }
    func.call @luge_team_barrier(%team) : (!llvm.ptr) -> ()
    %x = memref.load %a[%c3] : memref<8xf32>
    scf.if %first { memref.store %x, %b[] : memref<f32> }
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
                           "::mlir::LLVM::LLVMDialect", "::mlir::scf::SCFDialect"];
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
  let summary = "Expands exp, log, log1p, tanh and erf on vectors into straight-line code";
  let description = [{
    LLVM would call libm once per lane. Upstream's approximations cover f32 only, and less accurately; the
    bounds here are tested by `test/Numeric/math_accuracy.py`. Scalars, and `erf` of f64, are left to libm.

    ```mlir
    %0 = math.exp %x : vector<16xf32>   // 18 instructions of arith and math.fma
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
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

#endif // LUGE_CODEGEN_PASSES
