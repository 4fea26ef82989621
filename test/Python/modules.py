# RUN: %python %s
"""Modules are torch's: names, registration, modes, state_dict, text."""

import collections
import copy
import gc
import pickle
import weakref

import luge
import numpy as np
import torch


def build(torch):
    """Programs over modules, with torch as it is or with luge in its place."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(width))
            self.linear = nn.Linear(width, width)
            self.register_buffer("shift", torch.full((width,), 0.5))

        def forward(self, x, negate=False):
            x = self.linear(x) * self.scale + self.shift
            return -x if negate else x

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList([Block(3) for _ in range(2)])
            self.heads = nn.ModuleDict({"a": nn.Linear(3, 2), "b": nn.Linear(3, 4, bias=False)})
            self.body = nn.Sequential(
                collections.OrderedDict(first=nn.Linear(3, 3), act=nn.Tanh(), last=nn.Dropout(0.5))
            )
            self.size = 3

        def forward(self, x):
            for block in self.blocks:
                x = self.body(block(x, negate=True))
            return {name: head(x) for name, head in self.heads.items()}

    return Net()


net, reference = build(luge), build(torch)
names = [name for name, _ in reference.named_parameters()]
assert [name for name, _ in net.named_parameters()] == names
assert [name for name, _ in net.named_buffers()] == [name for name, _ in reference.named_buffers()]
assert list(net.state_dict()) == list(reference.state_dict())
assert [name for name, _ in net.named_modules()] == [name for name, _ in reference.named_modules()]
assert [name for name, _ in net.named_children()] == ["blocks", "heads", "body"]
for part in "heads", "body":
    assert repr(getattr(net, part)) == repr(getattr(reference, part)), repr(net)
assert net.blocks[0].scale is net.blocks[0].scale and net.blocks[-1] is net.blocks[1]
assert len(net.blocks) == 2 and list(net.heads) == ["a", "b"] and "a" in net.heads
assert net.body[0] is net.body.first and len(net.body) == 3

# The weights of torch, by name.
net.load_state_dict(reference.state_dict())
for name, value in reference.state_dict().items():
    assert np.array_equal(net.state_dict()[name].numpy(), value.numpy()), name
x = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
for module in net, reference:
    assert module.eval() is module and not module.training and not module.blocks[0].training
outputs, expected = net(luge.tensor(x)), reference(torch.tensor(x))
for name, value in expected.items():
    torch.testing.assert_close(torch.from_dlpack(outputs[name].detach()), value.detach())

# Dropout acts in training only, and a compiled function follows the mode.
forward = luge.compile(lambda x: net(x)["a"])
evaluated = forward(luge.tensor(x)).tolist()
net.train()
assert net.body.last.training and forward(luge.tensor(x)).tolist() != evaluated
net.eval()
assert forward(luge.tensor(x)).tolist() == evaluated and forward.compilations == 2


def fails(kind, message, function):
    try:
        function()
    except kind as error:
        assert message in str(error), error
    else:
        raise AssertionError(f"no error: {message}")


# A state that does not fit.
state = dict(net.state_dict())
del state["blocks.0.scale"]
fails(RuntimeError, 'Missing key(s) in state_dict: "blocks.0.scale"', lambda: net.load_state_dict(state))
state["more"] = luge.ones(1)
fails(RuntimeError, 'Unexpected key(s) in state_dict: "more"', lambda: net.load_state_dict(state))
net.load_state_dict(state, strict=False)
state = dict(net.state_dict()) | {"heads.a.bias": luge.ones(3)}
fails(RuntimeError, "size mismatch for heads.a.bias", lambda: net.load_state_dict(state))

# The state shares the parameters' memory.
state = net.state_dict()
with luge.no_grad():
    net.heads.a.bias.fill_(7)
assert state["heads.a.bias"].tolist() == [7, 7]

# Attributes are registered, replaced and taken out, and stay where they were.
nn = luge.nn
module = nn.Module()
module.a, module.b = nn.Parameter(luge.ones(1)), nn.Parameter(luge.ones(2))
module.a = nn.Parameter(luge.ones(4))
assert [(name, p.shape) for name, p in module.named_parameters()] == [("a", (4,)), ("b", (2,))]
fails(TypeError, "cannot assign 'int' as parameter 'a'", lambda: setattr(module, "a", 3))
del module.a
fails(AttributeError, "'Module' object has no attribute 'a'", lambda: module.a)
module.b = None
assert module.b is None and not module.parameters()
fails(luge.Error, "has no dot", lambda: module.add_module("a.b", nn.Tanh()))
assert isinstance(nn.Parameter(luge.ones(1)), nn.Parameter)
assert not isinstance(luge.ones(1), nn.Parameter)

# Tied weights are one parameter, by its first name.
encoder, decoder = nn.Linear(3, 3), nn.Linear(3, 3)
decoder.weight = encoder.weight
tied = nn.Sequential(encoder, decoder)
assert [name for name, _ in tied.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
with luge.no_grad():
    encoder.weight.copy_(luge.eye(3) if hasattr(luge, "eye") else luge.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]))
    encoder.bias.zero_()
    decoder.bias.zero_()
assert tied(luge.tensor([1.0, 2.0, 3.0])).tolist() == [1, 2, 3]

# apply, requires_grad_, zero_grad.
seen = []
net.apply(lambda module: seen.append(type(module).__name__))
expected = []
reference.apply(lambda module: expected.append(type(module).__name__))
assert seen == expected, (seen, expected)
net.requires_grad_(False)
assert not any(p.requires_grad for p in net.parameters())
encoder(luge.ones(3)).sum().backward()
assert encoder.bias.grad.tolist() == [1, 1, 1]
encoder.zero_grad()
assert encoder.bias.grad is None

# A module that nothing refers to is gone.
module = nn.Sequential(nn.Linear(2, 2))
gone = weakref.ref(module)
del module
gc.collect()
assert gone() is None

# State dicts are pickled and copied; modules are not.
state = luge.nn.Linear(3, 2).state_dict()
for again in pickle.loads(pickle.dumps(state)), copy.deepcopy(state):
    assert list(again) == ["weight", "bias"] and again["weight"] is not state["weight"]
    for name, tensor in state.items():
        assert again[name].tolist() == tensor.tolist() and again[name].dtype == tensor.dtype
        assert again[name].requires_grad == tensor.requires_grad
for tensor in luge.zeros(0, 3), luge.tensor(True), luge.tensor([1, 2]), luge.tensor(2.5, dtype=luge.float64):
    again = pickle.loads(pickle.dumps(tensor))
    assert again.shape == tensor.shape and again.dtype == tensor.dtype and again.tolist() == tensor.tolist()
for function in pickle.dumps, copy.deepcopy:
    try:
        function(luge.nn.Linear(3, 2))
    except TypeError as error:
        assert "state_dict()" in str(error), error
    else:
        raise AssertionError("a module was copied")
