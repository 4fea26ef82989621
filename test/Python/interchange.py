# RUN: %python %s
"""Memory shared with NumPy and torch: both see what the other writes, also what a step updates."""

import luge
import luge.nn as nn
import luge.optim as optim
import numpy as np
import torch


def fails(message, function, kind=luge.Error):
    try:
        function()
    except kind as error:
        assert message in str(error), error
        assert f"{__file__}:" in str(error), error
    else:
        raise AssertionError(f"no error: {message}")


# In: one memory.
for array in (
    np.arange(6.0, dtype=np.float32).reshape(2, 3),
    np.arange(5.0),
    np.arange(7),
    np.array([True, False]),
    np.zeros((0, 3)),
    np.array(2.5),
):
    tensor = luge.from_numpy(array)
    assert tensor.shape == array.shape and str(tensor.dtype) == f"torch.{array.dtype}"
    assert tensor.data_ptr() == array.ctypes.data
    assert np.array_equal(tensor.numpy(), array) and tensor.numpy().ctypes.data == array.ctypes.data

# What was recorded keeps the value it saw, what comes later sees the new one.
array = np.ones(3)
tensor = luge.from_numpy(array)
before = tensor + 1
array[1] = 5
after = tensor + 1
array[2] = 7
assert before.tolist() == [2, 2, 2] and after.tolist() == [2, 6, 2], (before, after)
assert (tensor * 1).tolist() == [1, 5, 7]

# Changes in place arrive at once.
tensor.add_(1)
assert array.tolist() == [2, 6, 8]
tensor[0] = -1
assert array.tolist() == [-1, 6, 8]
out = luge.zeros(3)
view = out.numpy()
out += 2
assert view.tolist() == [2, 2, 2]
view[0] = 9
assert (out + 0).tolist() == [9, 2, 2]

# A tensor outlives the array, an array the tensor.
tensor = luge.from_numpy(np.full(1000, 3.0))
assert tensor.sum().item() == 3000
array = luge.full((1000,), 4.0).numpy()
assert array.sum() == 4000

# torch both ways, without a copy.
shared = torch.arange(6.0).reshape(2, 3)
tensor = luge.from_dlpack(shared)
assert tensor.data_ptr() == shared.data_ptr()
shared[0, 0] = 10
assert tensor[0, 0].item() == 10
back = torch.from_dlpack(tensor)
assert back.data_ptr() == shared.data_ptr()
assert torch.equal(torch.from_dlpack(luge.arange(4) * 2), torch.arange(4) * 2)
assert np.array_equal(np.asarray(luge.ones(2, 3)), np.ones((2, 3), dtype=np.float32))
assert np.array(luge.ones(2), dtype=np.float64).dtype == np.float64

# A parameter that is torch's is updated where it is: aligned, and not.
for offset in 0, 1:
    storage = torch.zeros(70)
    weight = storage[offset : offset + 6].reshape(2, 3)
    weight.copy_(torch.arange(6.0).reshape(2, 3))
    address = weight.data_ptr()
    parameter = luge.from_dlpack(weight).requires_grad_()
    optimizer = optim.SGD([parameter], lr=0.5)

    def step(x):
        optimizer.zero_grad()
        loss = (x @ parameter.t()).sum()
        loss.backward()
        optimizer.step()
        return loss

    expected = weight.clone()
    for run in luge.compile(step), step:
        for batch in 3, 2:
            loss = run(luge.ones(batch, 3))
            assert abs(loss.item() - batch * expected.sum().item()) < 1e-4, (loss, expected)
            expected -= 0.5 * batch
            assert torch.equal(weight, expected), (offset, weight, expected)
            # torch changes it between two steps.
            weight += 1
            expected += 1
    assert weight.data_ptr() == parameter.data_ptr() == address

# Inputs of a compiled function may be arrays.
double = luge.compile(lambda x: x * 2)
assert double(np.arange(3.0)).tolist() == [0, 2, 4]
assert double(torch.arange(4.0)).tolist() == [0, 2, 4, 6]

# detach() and data are the same memory, clone() is not.
w = nn.Parameter(luge.ones(2))
w.data.mul_(3)
assert w.tolist() == [3, 3] and (w * 2).tolist() == [6, 6]
w.detach()[0] = 1
assert w.tolist() == [1, 3]
w.data = luge.tensor([5.0, 6.0])
assert w.tolist() == [5, 6]
copy = w.clone()
with luge.no_grad():
    w.zero_()
assert copy.tolist() == [5, 6] and w.tolist() == [0, 0]

# What torch would share and Luge does not must not be changed in place.
base = luge.zeros(2, 3)
row = base[0]
fails("a value of its own", lambda: row.add_(1))
fails("a value of its own", lambda: base.view(-1).t().fill_(1))
fresh = luge.zeros(6).view(2, 3)
fresh[0, 1] = 4
assert fresh.tolist() == [[0, 4, 0], [0, 0, 0]]

# What cannot be shared.
fails("row-major", lambda: luge.from_numpy(np.zeros((3, 2)).T))
fails("float32, float64, int64 or bool", lambda: luge.from_numpy(np.zeros(3, dtype=np.int32)))
fails("can be written to", lambda: luge.from_numpy(np.broadcast_to(1.0, (3,))))
fails("requires gradients", lambda: luge.ones(2, requires_grad=True).numpy())
fails("got list", lambda: luge.from_numpy([1, 2]))
