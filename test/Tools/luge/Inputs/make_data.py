"""usage: make_data.py FOLDER: writes data sets for tiny-mlp (.npz) and mlp (idx), most of them wrong."""

import gzip
import pathlib
import struct
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(exist_ok=True)
x = np.linspace(-1, 1, 24 * 4, dtype=np.float32).reshape(24, 4)
y = np.arange(24) % 3

np.savez(folder / "good.npz", x=x, y=y)
np.savez(folder / "wide.npz", x=np.pad(x, ((0, 0), (0, 1))), y=y)
np.savez(folder / "labels.npz", x=x, y=np.arange(24) % 4)
np.savez(folder / "short.npz", x=x, y=y[:-1])
np.savez(folder / "names.npz", inputs=x, y=y)
np.savez(folder / "numbers.npz", x=x, y=y.astype(np.float32))
whole = (folder / "good.npz").read_bytes()
(folder / "truncated.npz").write_bytes(whole[: len(whole) // 2])
(folder / "corrupt.npz").write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
(folder / "text.npz").write_text("x,y\n1,2\n")


def write_idx(name, images, labels):
    (folder / name).mkdir(exist_ok=True)
    for split in "train", "t10k":
        (folder / name / f"{split}-images-idx3-ubyte").write_bytes(images)
        (folder / name / f"{split}-labels-idx1-ubyte").write_bytes(labels)


images = struct.pack(">4i", 0x803, 3, 28, 28) + bytes(3 * 784)
write_idx("swapped", struct.pack(">2i", 0x801, 3) + bytes(3), images)
write_idx("unlabelled", images, struct.pack(">2i", 0x801, 2) + bytes(2))
write_idx("eleven", images, struct.pack(">2i", 0x801, 3) + bytes([0, 10, 0]))
write_idx("cut", images[:-1], struct.pack(">2i", 0x801, 3) + bytes(3))
write_idx("zipped", gzip.compress(images)[:-9], struct.pack(">2i", 0x801, 3) + bytes(3))
