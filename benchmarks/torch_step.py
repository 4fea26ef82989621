"""One workload's training step in PyTorch. usage: torch_step.py WORKLOAD THREADS eager|compile"""

import sys

import torch
from torch import nn

from protocol import serve
from workloads import WORKLOADS

workload, threads, mode = WORKLOADS[sys.argv[1]], int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(threads)
torch.manual_seed(0)

LOSSES = {"cross_entropy": nn.CrossEntropyLoss, "bce_with_logits": nn.BCEWithLogitsLoss}
OPTIMIZERS = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}


def prepare():
    layers = []
    for inputs, outputs in zip(workload.extents, workload.extents[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    criterion = LOSSES[workload.loss]()
    optimizer = OPTIMIZERS[workload.optimizer](model.parameters(), **workload.options)
    x = torch.randn(workload.batch, workload.extents[0])
    if workload.loss == "cross_entropy":
        y = torch.randint(0, workload.extents[-1], (workload.batch,))
    else:
        y = torch.rand(workload.batch, workload.extents[-1])

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return torch.compile(step) if mode == "compile" else step


serve(f"torch {torch.__version__}", prepare)
