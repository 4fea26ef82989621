"""save_binary_step.py STEP.mlir: a step of a model of probabilities, for `luge compile`."""

import sys

import luge
import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid())
step = luge.train_step(model, nn.BCELoss(), torch.optim.Adam(model.parameters(), lr=0.1))
step(torch.rand(6, 4), torch.rand(6, 3))
step.save(sys.argv[1])
