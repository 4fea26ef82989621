"""usage: same_tensors.py A B: two checkpoints hold the same tensors, bit for bit."""

import sys

from safetensors.numpy import load_file

a, b = map(load_file, sys.argv[1:])
if a.keys() != b.keys():
    sys.exit(f"names differ: {sorted(a.keys() ^ b.keys())}")
different = [
    name
    for name in a
    if (a[name].dtype, a[name].shape, a[name].tobytes()) != (b[name].dtype, b[name].shape, b[name].tobytes())
]
if different or not a:
    sys.exit(f"tensors differ: {different}")
