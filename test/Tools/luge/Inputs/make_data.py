"""usage: make_data.py FOLDER: writes data sets for tiny-mlp, most of them wrong."""

import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(exist_ok=True)
x = np.linspace(-1, 1, 24 * 4, dtype=np.float32).reshape(24, 4)
y = np.arange(24) % 3

np.savez(folder / "good.npz", x=x, y=y)
np.savez(folder / "wide.npz", x=np.pad(x, ((0, 0), (0, 1))), y=y)
np.savez(folder / "labels.npz", x=x, y=np.arange(24) % 4)
whole = (folder / "good.npz").read_bytes()
(folder / "truncated.npz").write_bytes(whole[: len(whole) // 2])
