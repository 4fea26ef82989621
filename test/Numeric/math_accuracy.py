# RUN: %python %s --luge-opt luge-opt
"""Accuracy of the vector functions of ExpandMath, in units in the last place (ULP).

Runs each function over sampled values, or over all 2^32 of f32 (`--exhaustive`, some minutes), and compares
with NumPy's and SciPy's f64 functions (f32) or mpmath (f64). Fails above the bounds below. The bounds of XLA's
accuracy budget, for comparison: exp 6, tanh 3, erf 2, log 1, log1p 1.
"""
import argparse
import ctypes
import math
import pathlib
import subprocess
import sys
import tempfile

import mpmath
import numpy as np

ERF = np.vectorize(math.erf, otypes=[np.float64])
REFERENCE = {"exp": np.exp, "log": np.log, "log1p": np.log1p, "tanh": np.tanh, "erf": ERF}
BOUND = {
    ("exp", 32): 1.0, ("log", 32): 1.0, ("log1p", 32): 1.0, ("tanh", 32): 2.5, ("erf", 32): 1.0,
    ("exp", 64): 1.0, ("log", 64): 1.0, ("log1p", 64): 1.0, ("tanh", 64): 2.5,
}
SPECIAL = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 88.7, 88.8, -87.3, 709.7, 710.0, -708.3, 1e-30, -1e-30]

TEMPLATE = """
func.func @{name}{bits}(%in: memref<?xf{bits}>, %out: memref<?xf{bits}>) attributes {{llvm.emit_c_interface}} {{
  %c0 = arith.constant 0 : index
  %lanes = arith.constant 8 : index
  %n = memref.dim %in, %c0 : memref<?xf{bits}>
  scf.for %i = %c0 to %n step %lanes {{
    %x = vector.load %in[%i] : memref<?xf{bits}>, vector<8xf{bits}>
    %y = math.{name} %x : vector<8xf{bits}>
    vector.store %y, %out[%i] : memref<?xf{bits}>, vector<8xf{bits}>
  }}
  return
}}
"""


class Memref(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("aligned", ctypes.c_void_p), ("offset", ctypes.c_int64),
                ("size", ctypes.c_int64), ("stride", ctypes.c_int64)]

    def __init__(self, array):
        super().__init__(array.ctypes.data, array.ctypes.data, 0, array.size, 1)


def build(luge_opt, folder):
    source = folder / "math.mlir"
    source.write_text("".join(TEMPLATE.format(name=n, bits=b) for n, b in BOUND))
    lowered = subprocess.run(
        [luge_opt, source, "--luge-expand-math", "--convert-vector-to-llvm", "--convert-scf-to-cf",
         "--expand-strided-metadata", "--convert-math-to-llvm", "--convert-arith-to-llvm",
         "--finalize-memref-to-llvm", "--convert-func-to-llvm", "--convert-cf-to-llvm", "--convert-index-to-llvm",
         "--reconcile-unrealized-casts"], check=True, stdout=subprocess.PIPE).stdout
    llvm = subprocess.run(["mlir-translate-22", "--mlir-to-llvmir"], input=lowered, check=True,
                          stdout=subprocess.PIPE).stdout
    library = folder / "math.so"
    subprocess.run(["clang-22", "-O2", "-march=native", "-Wno-override-module", "-shared", "-fPIC", "-x", "ir", "-",
                    "-o", library, "-lm"], input=llvm, check=True)
    return ctypes.CDLL(str(library))


def run(library, name, x):
    y = np.empty_like(x)
    function = getattr(library, f"_mlir_ciface_{name}{x.dtype.itemsize * 8}")
    function(ctypes.byref(Memref(x)), ctypes.byref(Memref(y)))
    return y


def error_in_ulp(actual, exact, dtype):
    """Largest distance; both must agree on NaN and infinity. Subnormal results may be flushed."""
    with np.errstate(all="ignore"):
        rounded = exact.astype(dtype)
        ulp = np.maximum(np.spacing(np.abs(rounded)).astype(np.float64), np.finfo(dtype).tiny)
        difference = np.abs(actual.astype(exact.dtype) - exact) / ulp
    same = (actual == rounded) | (np.isnan(actual) & np.isnan(rounded))
    nearly = np.isfinite(actual) & np.isinf(rounded) & (np.abs(actual) == np.finfo(dtype).max)
    return np.where(same | nearly, 0.0, np.where(np.isfinite(difference), difference, np.inf))


def chunks_f32(exhaustive):
    if exhaustive:
        for begin in range(0, 1 << 32, 1 << 22):
            yield np.arange(begin, begin + (1 << 22), dtype=np.uint32).view(np.float32)
    else:
        yield np.arange(0, 1 << 32, 4093 * 2, dtype=np.uint64).astype(np.uint32)[:1 << 19].view(np.float32)
        yield np.resize(np.array(SPECIAL, np.float32), 16)


def check_f32(library, name, exhaustive):
    worst, at = 0.0, 0.0
    for x in chunks_f32(exhaustive):
        with np.errstate(all="ignore"):
            exact = REFERENCE[name](x.astype(np.float64))
        error = error_in_ulp(run(library, name, x), exact, np.float32)
        if error.max() > worst:
            worst, at = float(error.max()), float(x[error.argmax()])
    return worst, at


def check_f64(library, name):
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.uniform(-50, 50, 2000), rng.uniform(-1, 1, 2000), np.exp(rng.uniform(-300, 300, 1000)),
                        -np.exp(rng.uniform(-30, 6, 1000)), np.resize(SPECIAL, 16)])
    actual, worst, at = run(library, name, x), 0.0, 0.0
    mpmath.mp.prec = 120
    for value, result in zip(x, actual):
        with np.errstate(all="ignore"):
            rounded = float(REFERENCE[name](value))
        if not math.isfinite(rounded) or rounded == 0 or abs(rounded) < np.finfo(np.float64).tiny:
            error = 0.0 if result == rounded or (math.isnan(result) and math.isnan(rounded)) or \
                abs(result - rounded) < np.finfo(np.float64).tiny else math.inf
        else:
            exact = getattr(mpmath, name)(mpmath.mpf(float(value)))
            error = float(abs(mpmath.mpf(float(result)) - exact) / mpmath.mpf(float(np.spacing(abs(rounded)))))
        if not error <= worst:
            worst, at = error, float(value)
    return worst, at


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--luge-opt", default="build/bin/luge-opt")
    parser.add_argument("--only", help="one function, such as exp")
    parser.add_argument("--exhaustive", action="store_true", help="all 2^32 values of f32")
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        library = build(options.luge_opt, pathlib.Path(folder))
        for (name, bits), bound in BOUND.items():
            if options.only not in (None, name):
                continue
            worst, at = check_f32(library, name, options.exhaustive) if bits == 32 else check_f64(library, name)
            failed |= not worst <= bound
            print(f"{name:6} f{bits}  {worst:5.2f} ULP at {at!r:24} (bound {bound})")
    return failed


if __name__ == "__main__":
    sys.exit(main())
