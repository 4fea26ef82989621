# RUN: rm -rf %t && mkdir %t && %python %s %t
"""`luge train --optimizer=lbfgs` against PyTorch: losses, parameters, averages and the optimizer's state."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import torch
from safetensors.torch import load_file
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(0)
x, y = random.standard_normal((80, 4), np.float32), random.integers(0, 3, 80)
np.savez(folder / "data.npz", x=x, y=y)
batches = list(zip(torch.from_numpy(x).double().split(32), torch.from_numpy(y).split(32)))
criterion = torch.nn.CrossEntropyLoss()
COMMAND = f"luge train tiny-mlp --data={folder}/data.npz --batch-size=32 --shuffle=false --optimizer=lbfgs --json"
EPOCHS = 3


def train(options, path):
    """The losses of `luge train`'s epochs, and what it saves."""
    command = [*COMMAND.split(), *options.split(), f"--save={path}"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    events = [json.loads(line) for line in output.splitlines()]
    return [event["loss"] for event in events if event["event"] == "epoch"], load_file(path)


def check(options, lr=1.0, clip=None, ema=None, gamma=None, **torch_options):
    """In the first epoch no iteration is made, so that its checkpoint has the weights that PyTorch begins with."""
    options += f" --lr={lr}"
    losses, start = train(f"{options} --epochs=1 --max-iter=0", folder / "start")
    more, saved = train(f"{options} --epochs={EPOCHS} --resume={folder}/start", folder / "end")
    losses += more

    # In float64, as two runs in float32 part sooner.
    model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3))
    model.load_state_dict({name: start[name] for name in model.state_dict()})
    model.double()
    averages = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(ema or 0))
    optimizer = torch.optim.LBFGS(model.parameters(), lr, **torch_options)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma or 1)
    group = optimizer.param_groups[0]
    max_iter, group["max_iter"] = group["max_iter"], 0
    expected_losses = []
    for _ in range(EPOCHS):
        total = 0
        for inputs, targets in batches:

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                if clip:
                    torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
                return loss

            total += optimizer.step(closure).item() * len(targets)
            averages.update_parameters(model)
        expected_losses.append(total / len(y))
        scheduler.step()
        group["max_iter"] = max_iter

    expected = model.state_dict() | (averages.state_dict() if ema else {})
    state = optimizer.state[group["params"][0]]
    for key in "func_evals", "n_iter", "t", "H_diag":
        expected[f"lbfgs.{key}"] = torch.as_tensor(state[key], dtype=torch.float64)
    for key in "d", "prev_flat_grad":
        expected[f"lbfgs.{key}"] = state[key]
    for key in "old_dirs", "old_stps", "ro":
        expected[f"lbfgs.{key}"] = torch.stack(state[key])
    assert saved.keys() == expected.keys(), saved.keys() ^ expected.keys()
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-5, err_msg=options)
    for name, value in expected.items():
        torch.testing.assert_close(saved[name].to(value.dtype), value, rtol=1e-3, atol=1e-4,
                                   msg=lambda text: f"{options}: {name}: {text}")
    return losses[-1]


losses = [
    check("--max-iter=4", lr=0.5, max_iter=4),
    check("--max-iter=3 --line-search-fn=strong_wolfe", max_iter=3, line_search_fn="strong_wolfe"),
    check("--max-iter=6 --max-eval=4 --line-search-fn=strong_wolfe", max_iter=6, max_eval=4,
          line_search_fn="strong_wolfe"),
    check("--max-iter=4 --history-size=2", lr=0.3, max_iter=4, history_size=2),
    check("--max-iter=4 --tolerance-grad=0.05", lr=0.5, max_iter=4, tolerance_grad=0.05),
    check("--max-iter=4 --tolerance-change=0.1", lr=0.5, max_iter=4, tolerance_change=0.1),
    check("--max-iter=4 --scheduler=ExponentialLR --gamma=0.5", lr=0.5, max_iter=4, gamma=0.5),
    check("--max-iter=4 --clip-grad-norm=0.3", lr=0.3, max_iter=4, clip=0.3),
    check("--max-iter=4 --ema=0.75", lr=0.3, max_iter=4, ema=0.75),
]
# Each option does something.
assert len(set(losses)) == len(losses), losses
