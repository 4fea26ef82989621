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
    # The gradient of a bias, which is summed over rows while they are in a cache; the last block is not whole.
    element = "f32" if dtype == torch.float32 else "f64"
    for batch in None, rows:
        shape = f"tensor<{'?' if batch else rows}x1027x{element}>"
        like, of_like = (" like %a", ", {a}") if batch else ("", "")
        suite.compare(f"nn.softmax %biased dim 1 : {shape}", lambda a, b: F.softmax(a + b, 1), batch=batch,
                      before=f"%bias = nn.broadcast %b dims [1]{like} : {{b}}{of_like} -> {shape}\n"
                             f"  %biased = nn.add %a, %bias : {shape}",
                      a=x, b=torch.randn(1027, dtype=torch.float64, generator=random).to(dtype))

suite.main()
