"""usage: make_checkpoints.py GOOD FOLDER: writes variants of a checkpoint of tiny-mlp, all wrong."""

import pathlib
import struct
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

good, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(exist_ok=True)
tensors = load_file(good)
with safe_open(good, "numpy") as file:
    metadata = file.metadata()


def write(name, **changes):
    changed = {key: value for key, value in {**tensors, **changes}.items() if value is not None}
    save_file(changed, folder / name, metadata)


write("missing", **{"0.bias": None})
write("extra", **{"9.bias": np.zeros(3, np.float32)})
write("shape", **{"0.weight": np.zeros((4, 16), np.float32)})
write("type", **{"0.weight": np.zeros((16, 4), np.float64)})
write("missing-state", **{"lbfgs.ro": None})
write("rows", **{"lbfgs.ro": np.zeros(7)})
write("single", **{"lbfgs.d": np.zeros(131, np.float32)})
save_file(tensors, folder / "foreign")
metadata["luge.position"] = "0 1000000 0"
write("position")
whole = pathlib.Path(good).read_bytes()
(folder / "cut").write_bytes(whole[:-1])
(folder / "header").write_bytes(struct.pack("<Q", 1 << 40) + whole[8:])
(folder / "json").write_bytes(whole[:8] + b"[" + whole[9:])
(folder / "text").write_text("not a checkpoint, but long enough to be read")
