# RUN: %python %s --luge-opt luge-opt
"""Accuracy of the vector functions of ExpandMath, in units in the last place (ULP).

Runs each function over sampled values, or over all 2^32 of f32 (`--exhaustive`, minutes), and compares with f64
functions of libm (f32, in Inputs/ulp.c) or with mpmath (f64). Fails above the bounds below.
"""
import argparse
import concurrent.futures
import ctypes
import functools
import itertools
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import mpmath
import numpy as np

# What f64 results round to, for infinities, NaN and the size of a unit.
ROUNDED = {"exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "pow": np.power,
           "rsqrt": lambda x: 1 / np.sqrt(x), "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "erf": math.erf,
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
    """The functions as compiled, and those that measure them."""
    source = folder / "math.mlir"
    source.write_text("".join(function(name, bits) for name in BOUND for bits in (32, 64)))
    lowered = subprocess.run(
        [luge_opt, source, "--luge-expand-math", "--convert-scf-to-cf", "--expand-strided-metadata",
         "--convert-math-to-llvm", "--convert-vector-to-llvm", "--convert-arith-to-llvm",
         "--finalize-memref-to-llvm", "--convert-func-to-llvm", "--convert-cf-to-llvm", "--convert-index-to-llvm",
         "--reconcile-unrealized-casts"], check=True, stdout=subprocess.PIPE).stdout
    llvm = subprocess.run(["mlir-translate-22", "--mlir-to-llvmir"], input=lowered, check=True,
                          stdout=subprocess.PIPE).stdout
    clang = ["clang-22", "-march=native", "-shared", "-fPIC", "-lm", "-o"]
    subprocess.run([*clang, folder / "math.so", "-O2", "-Wno-override-module", "-x", "ir", "-"], input=llvm, check=True)
    subprocess.run([*clang, folder / "ulp.so", "-O3", "-fno-math-errno", "-fveclib=libmvec", "-lmvec",
                    pathlib.Path(__file__).parent / "Inputs" / "ulp.c"], check=True)
    return ctypes.CDLL(str(folder / "math.so")), ctypes.CDLL(str(folder / "ulp.so"))


def run(library, name, *operands):
    y = np.empty_like(operands[0])
    function = getattr(library, f"_mlir_ciface_{name}{y.dtype.itemsize * 8}")
    function(*(ctypes.byref(Memref(array)) for array in (*operands, y)))
    return y


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


def patterns(begin, end, step):
    """The f32 values whose bits are these numbers, to the last whole vector."""
    x = np.arange(begin, min(end, 1 << 32), step, dtype=np.uint64).astype(np.uint32).view(np.float32)
    return [x[:x.size // 8 * 8]]


def chunks_f32(name, exhaustive):
    """What makes operands, a chunk at a time: every f32 value, or each 61st; pairs for pow."""
    if name == "pow":
        return [functools.partial(pairs, np.float32, 1 << 18)]
    step = 1 if exhaustive else 61
    chunk = step << 20
    special = functools.partial(np.resize, np.array([SPECIAL], np.float32), (1, 16))
    return [special, *(functools.partial(patterns, begin, begin + chunk, step) for begin in range(0, 1 << 32, chunk))]


def check_f32(library, ulp, name, exhaustive):
    measure = getattr(ulp, f"worst_{name}")
    measure.argtypes, measure.restype = [ctypes.c_void_p] * 3 + [ctypes.c_long, ctypes.c_void_p], ctypes.c_float

    def worst(chunk):
        operands, at = chunk(), ctypes.c_long()
        y = run(library, name, *operands)
        error = measure(operands[0].ctypes.data, operands[-1].ctypes.data, y.ctypes.data, y.size, ctypes.byref(at))
        return error, tuple(float(x[at.value]) for x in operands)

    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        return max(threads.map(worst, chunks_f32(name, exhaustive)), key=lambda result: result[0])


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
            rounded = float(ROUNDED[name](*values))
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
        libraries = build(options.luge_opt, pathlib.Path(folder))
        for name, bounds in BOUND.items():
            if options.only not in (None, name):
                continue
            checked = check_f32(*libraries, name, options.exhaustive), check_f64(libraries[0], name)
            for bits, bound, (worst, at) in zip((32, 64), bounds, checked):
                failed |= not worst <= bound
                print(f"{name:7} f{bits}  {worst:5.2f} ULP at {', '.join(map(repr, at)):24} (bound {bound})")
    return failed


if __name__ == "__main__":
    sys.exit(main())
