# RUN: %python %s
"""An introduction to PyTorch's losses and optimizers prints the same with only its imports changed."""

import contextlib
import io
import re

import luge

PROGRAM = '''
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

# Tensors.
x = torch.tensor([[0.5, -1.25, 2.0], [1.5, 0.25, -0.75]], requires_grad=True)
y = torch.tensor([[1.0, 0.0, 2.5], [-0.5, 0.25, 1.75]])
print(x)
print(x.shape, x.dtype, x.dim(), x.numel())
print(torch.randn(8, 3).shape, torch.rand((2, 1)).shape)

# Regression.
for loss in nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(delta=0.5), nn.MSELoss(reduction='none'):
    print(loss(x.detach(), y))
print(F.mse_loss(x.detach(), y, reduction='sum'))
loss = nn.MSELoss()(x, y)
loss.backward()
print(loss.item(), x.grad)

# Classification: the class 5 of ten.
output = torch.zeros((1, 10))
output[0, 5] = 1
output[0, 2:4] = torch.tensor([0.5, 0.25])
target = torch.tensor([5], dtype=torch.long)
print(output)
print(nn.CrossEntropyLoss()(output, target))
print(F.cross_entropy(output * 3, target), F.log_softmax(output, dim=1))
print(output.argmax(dim=1) == target, output.max(dim=1).values, output.max(1).indices)

# Several labels.
labels = torch.zeros(2, 3)
labels[0, 1] = 1
labels[1] = 1.0
print(labels)
print(nn.BCEWithLogitsLoss()(x.detach(), labels))
print(nn.BCELoss()(torch.sigmoid(x.detach()), labels))

# Optimizers.
w = torch.tensor([1.0, 2.0, -3.0], requires_grad=True)
for optimizer in (
    optim.SGD([w], lr=0.1, momentum=0.9),
    optim.Adam([w], lr=1e-2),
    optim.AdamW([w], lr=1e-2, weight_decay=0.1),
    optim.RMSprop([w]),
    optim.Adagrad([w], lr=0.5),
):
    for step in range(3):
        optimizer.zero_grad()
        loss = ((w - torch.tensor([0.0, 1.0, 2.0])) ** 2).sum()
        loss.backward()
        optimizer.step()
        print(step, f'{loss.item():.4f}', w.grad)
    optimizer.param_groups[0]['lr'] = 1e-3
    optimizer.zero_grad()
    loss = (w ** 2).mean()
    loss.backward()
    optimizer.step()
    print(optimizer.param_groups[0]['lr'], w)

# A model.
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.act = nn.ReLU()
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.act(self.hidden(x)))

net = Net()
print(net)
print(nn.Sequential(nn.Linear(3, 4, bias=False), nn.Tanh(), nn.Sequential(nn.Sigmoid(), nn.Dropout(0.25))))
with torch.no_grad():
    for i, p in enumerate(net.parameters()):
        p.fill_(0.125 * (i + 1))
for name, p in net.named_parameters():
    print(name, p.shape, p.requires_grad)
optimizer = optim.SGD(net.parameters(), lr=0.05)
criterion = nn.CrossEntropyLoss()
for epoch in range(4):
    optimizer.zero_grad()
    loss = criterion(net(x.detach()), torch.tensor([0, 1]))
    loss.backward()
    optimizer.step()
    print(f'epoch {epoch}: {loss.item():.5f}')
print(net.out.bias)
print(list(net.state_dict()))
with torch.no_grad():
    accuracy = (net(x).argmax(1) == torch.tensor([0, 1])).float().mean()
print('accuracy', accuracy.item())
print(x.detach().numpy().sum(), y.tolist())
'''


def output_of(program):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        exec(compile(program, "<introduction>", "exec"), {"__name__": "introduction"})
    return text.getvalue().splitlines()


changed = re.sub(r"^import torch$", "import luge as torch", PROGRAM, flags=re.M)
changed = re.sub(r"^import torch\.", "import luge.", changed, flags=re.M)
expected, actual = output_of(PROGRAM), output_of(changed)
for number, (a, b) in enumerate(zip(actual, expected)):
    assert a == b, f"line {number}:\n{a}\n{b}"
assert len(actual) == len(expected)

assert re.fullmatch(r"\d+\.\d+\.\d+", luge.__version__)
