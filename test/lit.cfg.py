"""How lit runs the tests under test/.

A test is a .mlir, .py or .test file with RUN lines. Luge's tools and LLVM's (FileCheck, not,
split-file) are on the PATH; further substitutions:
  %python   the project's Python, with luge, torch, numpy and safetensors
  %cc       the system's C compiler, with warnings as errors
  %source   the project's root; %build  its build tree
  %exit N   runs the command after it, which must end with exit code N

luge-opt verifies the IR after each pass by default, so every test runs with --verify-each.
"""

import os

import lit.formats

config.name = "Luge"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".py", ".test"]
config.excludes = ["Inputs", "Support", "Unit", "lit.cfg.py", "summarize.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build_root, "test")

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.build_root, "bin"), config.llvm_tools, config.environment["PATH"]]
)
config.environment["PYTHONPATH"] = os.pathsep.join(
    [os.path.join(config.test_source_root, "Support"), os.path.join(config.build_root, "python")]
)

config.substitutions += [
    ("%python", os.path.join(config.build_root, "venv", "bin", "python")),
    ("%cc", config.c_compiler + " -std=c11 -O2 -Wall -Wextra -Werror"),
    ("%exit", os.path.join(config.test_source_root, "Tools", "Inputs", "expect-exit.sh")),
    ("%source", config.source_root),
    ("%build", config.build_root),
]

with open("/proc/cpuinfo") as cpuinfo:
    flags = next((line.split() for line in cpuinfo if line.startswith("flags")), [])
config.available_features |= {
    feature for feature, flag in (("avx2", "avx2"), ("avx512", "avx512f")) if flag in flags
}
if os.path.isdir("/usr/share/datasets/fashion-mnist"):
    config.available_features.add("fashion-mnist")

# What hangs ends, some time; a busy machine may be many times slower. With `./dev test --long`, tests run that take many
# minutes.
config.maxIndividualTestTime = 3600
if "long" in lit_config.params:
    config.available_features.add("long")
    config.maxIndividualTestTime = 0
