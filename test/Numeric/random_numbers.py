# RUN: %python %s
"""Random ops against Philox 4x32-10 written out once more, by the convention of
runtime/Core/Philox.h; dropout and its gradient."""

import numeric
import numpy as np
import torch

suite = numeric.Suite()


def philox(counter, key):
    c0, c1, c2, c3 = (word.astype(np.uint64) for word in counter)
    k0, k1 = (np.uint64(word) for word in key)
    low = np.uint64(0xFFFFFFFF)
    for _ in range(10):
        product0, product1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1 = (product1 >> np.uint64(32)) ^ c1 ^ k0, product1 & low
        c2, c3 = (product0 >> np.uint64(32)) ^ c3 ^ k1, product0 & low
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & low, (k1 + np.uint64(0xBB67AE85)) & low
    return np.stack([c0, c1, c2, c3])


def words(number):
    number %= 1 << 64
    return number & 0xFFFFFFFF, number >> 32


def uniform(shape, dtype, seed, step, op_id):
    elements = np.arange(int(np.prod(shape)), dtype=np.uint64)
    step_low, step_high = words(step)
    counter = [elements // np.uint64(4)] + [np.full_like(elements, word)
                                            for word in (op_id, step_low, step_high)]
    word = np.choose((elements % np.uint64(4)).astype(np.int64), philox(counter, words(seed)))
    draws = (word >> np.uint64(8)).astype(np.float64) * 2.0**-24
    return torch.from_numpy(draws).reshape(shape).to(dtype)


SEEDS = [(0, 0, 0), (42, 3, 7), (-1, 2**40 + 5, 2**32 - 1), (2**62 + 12345, -1, 1)]
for dtype in torch.float32, torch.float64:
    for seed, step, op_id in SEEDS:
        counters = dict(seed=torch.tensor(seed), step=torch.tensor(step))
        for shape in (), (1,), (17,), (3, 5), (33, 16), (0, 3):
            suite.compare(f"nn.uniform %seed, %step id {op_id} -> {{result}}",
                          lambda seed, step: uniform(shape, dtype, int(seed), int(step), op_id),
                          tolerance=numeric.EXACT, **counters)
        for batch in 0, 1, 11:
            shape = (2, batch, 3)
            suite.compare(f"nn.uniform %seed, %step id {op_id} like %like : {{like}} -> {{result}}",
                          lambda seed, step, like: uniform(shape, dtype, int(seed), int(step), op_id),
                          batch=batch, tolerance=numeric.EXACT, gradient=False, **counters,
                          like=torch.zeros(shape, dtype=dtype))
    for p in 0.0, 0.25, 0.5, 1.0:
        for shape, batch in ((17,), None), ((11, 33), 11):
            def dropout(x, seed, step):
                dropped = uniform(x.shape, dtype, int(seed), int(step), 5) < p
                return torch.where(dropped, 0 * x, x / (1 - p) if p < 1 else x)
            suite.compare(f"nn.dropout %x, %seed, %step p {p} id 5 : {{x}}", dropout, batch=batch,
                          x=torch.randn(shape, dtype=dtype, generator=numeric.generator()),
                          seed=torch.tensor(7), step=torch.tensor(3))

suite.main()
