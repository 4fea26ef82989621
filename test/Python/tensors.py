# RUN: %python %s
"""Functions and methods of tensors against torch: values, types, shapes, gradients, errors."""

import luge
import torch

PROGRAMS = """
torch.tensor(3)
torch.tensor(2.5, dtype=torch.float64)
torch.tensor([[1, 2, 3], [4, 5, 6]])
torch.tensor([True, False])
torch.tensor([1, 2.5])
torch.tensor([])
torch.tensor([[]])
torch.tensor([1, 2], dtype=torch.float32)
torch.zeros(2, 3)
torch.zeros((1, 10))
torch.zeros(3, dtype=torch.long)
torch.ones([2])
torch.full((2, 3), 7)
torch.full((2,), 0.5, dtype=torch.double)
torch.arange(5)
torch.arange(2, 11, 3)
torch.arange(0.0, 1.0, 0.25)
torch.zeros_like(m)
torch.ones_like(i)
x + 1
1 - x
x * m[0]
2 / x
x / 2
x ** 2
2 ** x
-x
abs(x)
x + i
i + 1
i * 2.5
i / 2
x == x
x > 0
(x > 0) & (x < 1)
(x > 0) | (x < -1)
~(x > 0)
x >= m[0, 0]
i != 3
torch.exp(x)
x.tanh()
torch.sigmoid(x)
x.relu()
x.abs().sqrt()
torch.log(x.abs() + 1)
torch.clamp(x, -0.5, 0.5)
x.clamp(min=0)
x.clamp(max=0.25)
torch.where(x > 0, x, -x)
torch.where(x > 0, x, 0.0)
torch.maximum(x, m[0])
torch.pow(x, 3)
m @ m.t()
torch.matmul(m, x)
m.mm(m.T)
t @ t.transpose(1, 2)
torch.bmm(t, t.transpose(-1, -2))
m.sum()
m.sum(1)
m.sum(dim=0, keepdim=True)
t.sum((0, 2))
t.sum(dim=[-1, 0])
m.mean()
t.mean(dim=-1)
m.max()
m.min()
m.max(dim=1).values
m.max(1).indices
m.max(0, keepdim=True)[0]
m.min(dim=0).values
m.min(0).indices
m.argmax()
m.argmax(dim=0)
m.argmin(1)
t.amax((1, 2))
torch.logsumexp(m, 1)
torch.softmax(m, dim=1)
m.log_softmax(-1)
i.sum()
(x > 0).sum()
m.reshape(3, 2)
m.view(-1)
m.view((3, -1))
t.permute(2, 0, 1)
t.flatten()
t.flatten(1)
m.unsqueeze(0)
m.unsqueeze(-1).squeeze()
x.expand(2, 3)
m.T
torch.cat([m, m], dim=1)
torch.cat((m, m))
torch.stack([x, x])
t.narrow(1, 1, 2)
t.select(0, 1)
m[0]
m[-1, 1]
m[:, 1]
m[0:1]
m[:, 0:3:2]
m[:, -2:]
m[..., 0]
t[1, ..., 2]
m[None]
m[:, None, 1]
t[:, 1:, ::2]
m.float()
m.double()
m.long()
(m > 0).float()
m.to(torch.float64)
m.to(torch.long)
m.detach()
m.clone()
m.contiguous()
torch.tensor(m.tolist(), dtype=torch.float64)
m.mean(0).square()
m.numel(), m.dim(), m.ndim, len(m), m.size(0), m.size(-1), tuple(m.size()), m.shape.numel()
m[0, 0].item()
float(x[0]), int(i[1]), bool(x[0] > 0)
torch.add(x, m, alpha=2)
x.sub(i, alpha=0.5)
torch.div(x, 0.3, rounding_mode='floor')
x.div(m, rounding_mode='trunc')
x % 0.7
i % 4
x // 0.6
torch.fmod(x, 0.7)
torch.atan2(x, m)
torch.hypot(x, m)
torch.logaddexp(x, m)
(x > 0).logical_xor(x < 1)
(x > 0) ^ (x < 1)
torch.lerp(x, m, 0.25)
m.masked_fill(m > 0, -9.0)
(x / 0).nan_to_num(posinf=3.0)
x.floor(), x.round().tolist()
torch.isfinite(x / (x - 0.5))
x.erfc()
m.prod(0)
m.var()
m.std(dim=1)
m.var(1, correction=0)
(m > 0).any(), (m > 0).all(1)
torch.count_nonzero(m, dim=0)
m.norm(), m.norm(p=1, dim=1).tolist()
m.cumsum(1)
i.sum(dtype=torch.float64)
m.mean(0, dtype=torch.float64)
torch.max(x, m[0])
m.mv(x)
x.dot(m[0])
torch.outer(x, x)
torch.addmm(m, m, torch.eye(3), beta=0.5, alpha=2)
torch.einsum('ij,kj->ik', m, m)
torch.tensordot(t, t, dims=([0, 1], [0, 1]))
t.swapaxes(0, 2)
t.movedim(0, -1)
m.repeat(2, 1)
m.tile((2,))
m.roll(1, 1)
m.roll(2)
t.flip(0, 2)
m.tril(), m.triu(1).tolist()
m.diagonal()
[part.tolist() for part in t.split(2, dim=1)]
[part.tolist() for part in t.split([1, 3], dim=2)]
[part.tolist() for part in m.chunk(2, 1)]
[part.tolist() for part in m.unbind(0)]
torch.hstack([x, x]), torch.vstack([x, x]).tolist()
torch.linspace(0, 1, 5)
torch.eye(3), torch.eye(2, 3).tolist()
torch.full_like(m, 2)
torch.nn.functional.pad(m, (1, 2), value=0.5)
torch.nn.functional.leaky_relu(x, 0.2)
torch.nn.functional.softplus(x, beta=2)
torch.nn.functional.glu(t, dim=2)
torch.nn.functional.hardtanh(x, -0.25, 0.5)
torch.nn.functional.gelu(x, approximate='tanh')
torch.allclose(x, x + 1e-9), torch.allclose(x, x + 1), torch.equal(x, x), torch.equal(x, m)
m.tolist()
[row.tolist() for row in m]
""".strip().splitlines()


def variables(torch):
    return {
        "torch": torch,
        "x": torch.tensor([0.5, -1.5, 2.0]),
        "m": torch.tensor([[0.25, -1.0, 3.0], [2.0, 0.5, -0.125]]),
        "t": torch.arange(24.0).reshape(2, 3, 4) / 8 - 1,
        "i": torch.tensor([3, -1, 4]),
    }


def plain(value):
    """Anything as what both can be compared in."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if hasattr(value, "requires_grad"):
        return str(value.dtype), tuple(value.shape), torch.tensor(value.tolist(), dtype=torch.float64)
    return value


def same(actual, expected):
    if isinstance(expected, list) and expected and isinstance(expected[0], (tuple, list)):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, tuple) and len(expected) == 3 and isinstance(expected[2], torch.Tensor):
        return actual[:2] == expected[:2] and torch.allclose(actual[2], expected[2], rtol=1e-5, atol=1e-6, equal_nan=True)
    return actual == expected


ours, theirs = variables(luge), variables(torch)
for program in PROGRAMS:
    expected = plain(eval(program, dict(theirs)))
    actual = plain(eval(program, dict(ours)))
    assert same(actual, expected), f"{program}\n{actual}\n{expected}"

# In place.
STATEMENTS = """
x += 1
x -= m[0]
x *= 2
x /= 4
x.add_(2)
x.fill_(3)
x.zero_()
x.copy_(m[1])
m[0, 1] = 5
m[1] = x
m[:, 0] = torch.tensor([7.0, 8.0])
m[:, ::2] = 1.5
m[..., 1] = 0
m[0] = m[1]
m[m < 0] = 0
t[1, :, 2] = x
t[0, 0:2] = t[1, 1:3]
i[1] = 2.9
x[1:] = x[:-1] * 1
""".strip().splitlines()
for statement in STATEMENTS:
    ours, theirs = variables(luge), variables(torch)
    exec(statement, ours)
    exec(statement, theirs)
    for name in "xmti":
        assert same(plain(ours[name]), plain(theirs[name])), f"{statement}\n{ours[name]}\n{theirs[name]}"

# Gradients, twice through one leaf, and off.
GRADIENTS = """
(x * x).sum().backward()
(x * 3 + x).sum().backward(); (x ** 3).sum().backward()
(m @ x).sum().backward()
(x * m).backward(torch.ones(2, 3))
torch.cat([x, x * 2])[1:4].sum().backward()
loss = (x.exp()).sum(); loss.backward(retain_graph=True); loss.backward()
""".strip().splitlines()
for program in GRADIENTS:
    grads = []
    for scope in variables(luge), variables(torch):
        for name in "xm":
            scope[name].requires_grad_()
        exec(program, scope)
        grads.append([plain(scope[name].grad) for name in "xm"])
    for actual, expected in zip(*grads):
        assert same(actual, expected), f"{program}\n{actual}\n{expected}"
x = luge.ones(2, requires_grad=True)
with luge.no_grad():
    assert not (x * 2).requires_grad and not luge.is_grad_enabled()
assert (x * 2).requires_grad and not (x * 2).is_leaf and x.is_leaf


@luge.no_grad()
def evaluate():
    return x * 2


assert not evaluate().requires_grad and x.grad is None
x.grad = luge.full((2,), 4.0)
assert x.grad.tolist() == [4, 4]
x.grad = None
assert x.grad is None

# A tensor is an object: identity, hash, dictionaries.
assert x in {x: 1} and {x: 1}[x] == 1 and x is not x.clone()

# The same seed, the same numbers.
luge.manual_seed(1)
first = luge.rand(3), luge.randn(2, 2)
luge.manual_seed(1)
assert luge.equal(first[0], luge.rand(3)) and luge.equal(first[1], luge.randn(2, 2))
sample = luge.randn(10000)
assert abs(sample.mean().item()) < 0.05 and abs((sample * sample).mean().item() - 1) < 0.05

# Errors: of the kind that torch raises, with the line of the user.
ERRORS = [
    (RuntimeError, lambda torch: torch.ones(2, 3) + torch.ones(2)),
    (RuntimeError, lambda torch: torch.ones(2, 3) @ torch.ones(2)),
    (RuntimeError, lambda torch: torch.ones(2, 3).view(4, 2)),
    (RuntimeError, lambda torch: torch.ones(2).item()),
    (RuntimeError, lambda torch: bool(torch.ones(2))),
    (RuntimeError, lambda torch: torch.ones(2).backward()),
    (RuntimeError, lambda torch: torch.ones(2, dtype=torch.long).requires_grad_()),
    (RuntimeError, lambda torch: torch.ones(2, requires_grad=True).add_(1)),
    (RuntimeError, lambda torch: torch.ones(2, requires_grad=True).__setitem__(0, 1)),
    (RuntimeError, lambda torch: torch.ones(2, requires_grad=True).numpy()),
    (IndexError, lambda torch: torch.ones(2)[2]),
    (IndexError, lambda torch: torch.ones(2)[0, 0]),
    (IndexError, lambda torch: torch.ones(2).sum(dim=1)),
    (IndexError, lambda torch: torch.ones(2).unsqueeze(5)),
    (ValueError, lambda torch: torch.ones(2)[::-1]),
    (TypeError, lambda torch: torch.ones("a")),
    (TypeError, lambda torch: torch.ones(2) + "a"),
    (AttributeError, lambda torch: torch.ones(2).foo),
]
for kind, program in ERRORS:
    for module in torch, luge:
        try:
            result = program(module)
            if module is luge and hasattr(result, "tolist"):
                result.tolist()
            raise AssertionError(f"no error: line {program.__code__.co_firstlineno}")
        except kind as error:
            if module is luge and kind not in (TypeError, AttributeError):
                assert f"{__file__}:{program.__code__.co_firstlineno}: " in str(error), error
