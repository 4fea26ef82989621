"""usage: make_idx.py FOLDER: writes random images of 28 x 28 in ten classes as the four idx files of MNIST."""

import pathlib
import struct
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(exist_ok=True)
random = np.random.default_rng(0)
for split, rows in ("train", 300), ("t10k", 70):
    images = random.integers(0, 256, (rows, 28, 28), dtype=np.uint8)
    labels = random.integers(0, 10, rows, dtype=np.uint8)
    (folder / f"{split}-images-idx3-ubyte").write_bytes(struct.pack(">4i", 0x803, rows, 28, 28) + images.tobytes())
    (folder / f"{split}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 0x801, rows) + labels.tobytes())
