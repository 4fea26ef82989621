# RUN: %python %s --luge-opt luge-opt
"""Accuracy of the vector functions of ExpandMath, in units in the last place (ULP).

Runs each function over sampled values, or over all 2^32 of f32 (`--exhaustive`, some minutes each), and
compares with f64 functions of NumPy and Python (f32) or with mpmath (f64). Fails above the bounds below.
"""
import argparse
import ctypes
import itertools
import math
import pathlib
import subprocess
import sys
import tempfile

import mpmath
import numpy as np

ERF = np.vectorize(math.erf, otypes=[np.float64])
REFERENCE = {"exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "pow": np.power,
             "rsqrt": lambda x: 1 / np.sqrt(x), "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "erf": ERF,
             "sigmoid": lambda x: 1 / (1 + np.exp(-x))}
EXACT = {"pow": mpmath.power, "rsqrt": lambda x: 1 / mpmath.sqrt(x), "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x))}
# Of f32, then of f64. XLA allows f32 on CPUs: exp 1, tanh 3, erf 2, log 1, log1p 1, rsqrt 1, sin and cos 2.
BOUND = {"exp": (1.0, 1.0), "expm1": (1.25, 1.0), "log": (1.0, 1.0), "log1p": (1.0, 1.0), "pow": (1.0, 1.0),
         "rsqrt": (1.0, 1.0), "sin": (1.0, 1.0), "cos": (1.0, 1.0), "tanh": (1.6, 1.5), "erf": (1.25, 1.25),
         "sigmoid": (2.5, 2.5)}
OPS = {"pow": "powf"}
# What a layer makes of them.
COMPOSED = {"sigmoid": """%negated = arith.negf %x0 : vector<8xf{bits}>
    %exp = math.exp %negated : vector<8xf{bits}>
    %one = arith.constant dense<1.0> : vector<8xf{bits}>
    %sum = arith.addf %one, %exp : vector<8xf{bits}>
    %y = arith.divf %one, %sum : vector<8xf{bits}>"""}
SPECIAL = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 88.7, 88.8, -87.3, 709.7, 710.0, -708.3, 1e-30, -1e-30]
# For functions of two operands, each with each.
SPECIAL_PAIRS = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 1e-30, 1e30, -1e30]

TEMPLATE = """
func.func @{name}{bits}({arguments}, %out: memref<?xf{bits}>) attributes {{llvm.emit_c_interface}} {{
  %c0 = arith.constant 0 : index
  %lanes = arith.constant 8 : index
  %n = memref.dim %out, %c0 : memref<?xf{bits}>
  scf.for %i = %c0 to %n step %lanes {{
    {loads}
    {body}
    vector.store %y, %out[%i] : memref<?xf{bits}>, vector<8xf{bits}>
  }}
  return
}}
"""


def function(name, bits):
    operands = ["%x0", "%x1"][:2 if name == "pow" else 1]
    body = COMPOSED.get(name, f"%y = math.{OPS.get(name, name)} {', '.join(operands)} : vector<8xf{bits}>")
    return TEMPLATE.format(
        name=name, bits=bits, body=body.replace("{bits}", str(bits)),
        arguments=", ".join(f"{x}_memory: memref<?xf{bits}>" for x in operands),
        loads="\n    ".join(f"{x} = vector.load {x}_memory[%i] : memref<?xf{bits}>, vector<8xf{bits}>"
                            for x in operands))


class Memref(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("aligned", ctypes.c_void_p), ("offset", ctypes.c_int64),
                ("size", ctypes.c_int64), ("stride", ctypes.c_int64)]

    def __init__(self, array):
        super().__init__(array.ctypes.data, array.ctypes.data, 0, array.size, 1)


def build(luge_opt, folder):
    source = folder / "math.mlir"
    source.write_text("".join(function(name, bits) for name in BOUND for bits in (32, 64)))
    lowered = subprocess.run(
        [luge_opt, source, "--luge-expand-math", "--convert-scf-to-cf", "--expand-strided-metadata",
         "--convert-math-to-llvm", "--convert-vector-to-llvm", "--convert-arith-to-llvm",
         "--finalize-memref-to-llvm", "--convert-func-to-llvm", "--convert-cf-to-llvm", "--convert-index-to-llvm",
         "--reconcile-unrealized-casts"], check=True, stdout=subprocess.PIPE).stdout
    llvm = subprocess.run(["mlir-translate-22", "--mlir-to-llvmir"], input=lowered, check=True,
                          stdout=subprocess.PIPE).stdout
    library = folder / "math.so"
    subprocess.run(["clang-22", "-O2", "-march=native", "-Wno-override-module", "-shared", "-fPIC", "-x", "ir", "-",
                    "-o", library, "-lm"], input=llvm, check=True)
    return ctypes.CDLL(str(library))


def run(library, name, *operands):
    y = np.empty_like(operands[0])
    function = getattr(library, f"_mlir_ciface_{name}{y.dtype.itemsize * 8}")
    function(*(ctypes.byref(Memref(array)) for array in (*operands, y)))
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


def pairs(dtype, size):
    """Operands of pow: powers from the whole range, integer exponents, and special values."""
    rng = np.random.default_rng(0)
    large = np.log(float(np.finfo(dtype).max))
    base = np.exp(rng.uniform(-large, large, size) * rng.choice([1, 0.1, 1e-3], size))
    exponent = rng.uniform(-1.05, 1.05, size) * large / np.maximum(np.abs(np.log(base)), 1e-3)
    whole = rng.integers(-9, 10, size).astype(np.float64)
    x = np.concatenate([base, base * rng.choice([-1, 1], size)])
    y = np.concatenate([exponent, whole])
    special = np.array(list(itertools.product(SPECIAL_PAIRS, repeat=2))).T
    return [np.concatenate([a, b]).astype(dtype) for a, b in zip((x, y), special)]


def chunks_f32(name, exhaustive):
    if name == "pow":
        yield pairs(np.float32, 1 << 18)
    elif exhaustive:
        for begin in range(0, 1 << 32, 1 << 22):
            yield [np.arange(begin, begin + (1 << 22), dtype=np.uint32).view(np.float32)]
    else:
        yield [np.arange(0, 1 << 32, 4093 * 2, dtype=np.uint64).astype(np.uint32)[:1 << 19].view(np.float32)]
        yield [np.resize(np.array(SPECIAL, np.float32), 16)]


def check_f32(library, name, exhaustive):
    worst, at = 0.0, ()
    for operands in chunks_f32(name, exhaustive):
        with np.errstate(all="ignore"):
            exact = REFERENCE[name](*(x.astype(np.float64) for x in operands))
        error = error_in_ulp(run(library, name, *operands), exact, np.float32)
        if error.max() > worst:
            worst, at = float(error.max()), tuple(float(x[error.argmax()]) for x in operands)
    return worst, at


def samples_f64(name):
    if name == "pow":
        return pairs(np.float64, 1 << 12)
    rng = np.random.default_rng(0)
    return [np.concatenate([rng.uniform(-50, 50, 2000), rng.uniform(-1, 1, 2000), rng.uniform(-1e9, 1e9, 1000),
                            np.exp(rng.uniform(-300, 300, 1000)), -np.exp(rng.uniform(-30, 6, 1000)),
                            rng.integers(-1000, 1000, 1000) * (np.pi / 2), np.resize(SPECIAL, 16)])]


def check_f64(library, name):
    operands = samples_f64(name)
    actual, worst, at = run(library, name, *operands), 0.0, ()
    mpmath.mp.prec = 120
    tiny = np.finfo(np.float64).tiny
    for *values, result in zip(*operands, actual):
        with np.errstate(all="ignore"):
            rounded = float(REFERENCE[name](*values))
        if not math.isfinite(rounded) or abs(rounded) < tiny:
            same = result == rounded or (math.isnan(result) and math.isnan(rounded))
            error = 0.0 if same or abs(result - rounded) < tiny else math.inf
        else:
            exact = EXACT.get(name, getattr(mpmath, name, None))(*(mpmath.mpf(float(value)) for value in values))
            error = float(abs(mpmath.mpf(float(result)) - exact) / mpmath.mpf(float(np.spacing(abs(rounded)))))
        if not error <= worst:
            worst, at = error, tuple(map(float, values))
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
        for name, bounds in BOUND.items():
            if options.only not in (None, name):
                continue
            checked = check_f32(library, name, options.exhaustive), check_f64(library, name)
            for bits, bound, (worst, at) in zip((32, 64), bounds, checked):
                failed |= not worst <= bound
                print(f"{name:7} f{bits}  {worst:5.2f} ULP at {', '.join(map(repr, at)):24} (bound {bound})")
    return failed


if __name__ == "__main__":
    sys.exit(main())
