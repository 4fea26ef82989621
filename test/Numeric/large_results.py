# RUN: %python %s
# RUN: %python %s --target=x86-64-v3
"""Results too large for caches, which are stored past them: elementwise and along rows, with their gradients, against
PyTorch. No row of 1027 columns starts at a multiple of a vector but one in each 16 or 8."""

import numeric
import torch
import torch.nn.functional as F

suite = numeric.Suite()
random = numeric.generator()

for dtype, rows in (torch.float32, 2051), (torch.float64, 1031):
    x = torch.randn(rows, 1027, dtype=torch.float64, generator=random).to(dtype)
    suite.compare("nn.exp %a : {a}", torch.exp, a=x)
    suite.compare("nn.softmax %a dim 1 : {a}", lambda a: F.softmax(a, 1), a=x)
    suite.compare("nn.log_softmax %a dim 1 : {a}", lambda a: F.log_softmax(a, 1), a=x)

suite.main()
