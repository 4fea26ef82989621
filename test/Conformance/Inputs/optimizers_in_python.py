"""Optimizers through Python: errors of lists of parameters, and options that are tensors."""

import itertools
import re
import warnings

import luge
import numpy as np
import reference_optimizers
import torch
import torch.nn.functional as F
from optimizer_network import STEPS, expect_close, make_data, make_optimizer, network, train
from torch.testing._internal.common_optimizers import OptimizerErrorEnum

# ---------------------------------------------------------------------------------------
# Errors
# ---------------------------------------------------------------------------------------

# What Luge says, by what torch's entry describes.
SAYS = {
    "invalid param type": r"expected 'params' to be tensors or dicts in a list, got one tensor",
    "a param group cannot have duplicate parameters": r"some parameters appear more than once in a parameter group",
    "duplicate parameters should not occur across param groups either": r"appear in more than one parameter group",
    "Tensor lr must be 1-element": r"expected 'lr' to be a number or a tensor of one element, got shape \[2\]",
    "all optimizer params should be with/without names": r"with names, or all without, got 1 of 2 with names",
    "all optimizer param groups should be with/without names.": r"or of all without, got 1 of 2 groups with names",
    "only support 2D parameters": r"parameters of two dimensions, got one of shape \[2, 3, 4\]",
    "only support `original` and `match_rms_adamw`": r"'arbitrary'; expected 'original' or 'match_rms_adamw'",
    "does not support complex parameters": r"elements of float32, float64, int64 or bool, got an array of complex64",
    "lr as Tensor doesn't work with foreach & not capturable": r"with foreach=True expected 'lr' without tensors",
    "betas must be either both floats or both Tensors": r"expected 'betas' to be all numbers or all tensors",
    r"betas\[0\] as a Tensor is not supported for capturable=False and foreach=True":
        r"with foreach=True expected 'betas' without tensors",
}


def more_lists(parameter):
    """What torch's list of errors lacks: its type, the parameters, and what Luge says."""
    return [
        (ValueError, [], r"empty parameter list"),
        (TypeError, [{"params": {parameter}}], r"in a list, got a set, whose order changes"),
        (TypeError, None, r"tensors or dicts in a list, got NoneType"),
        (TypeError, [3], r"parameters that are tensors of Luge, got int"),
        (TypeError, [parameter, None], r"parameters that are tensors of Luge, got NoneType"),
        (TypeError, [parameter, {"params": [parameter]}], r"parameters that are tensors of Luge, got dict"),
        (TypeError, [{"params": [parameter]}, parameter], r"a parameter group to be a dict, got luge"),
        (ValueError, [parameter * 2], r"a tensor that is no leaf"),
    ]


def in_luge(value, made):
    """The value with Luge's tensors in place of torch's; `made` holds them by torch's."""
    if isinstance(value, torch.Tensor):
        if id(value) not in made:
            tensor = luge.from_numpy(np.array(value.detach().numpy()))
            made[id(value)] = tensor.requires_grad_(value.requires_grad)
            if not value.is_leaf:
                made[id(value)] = made[id(value)] * 1
        return made[id(value)]
    if isinstance(value, dict):
        return {key: in_luge(item, made) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return type(value)(in_luge(item, made) for item in value)
    return value


def raised(function):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            function()
    except Exception as error:
        return error
    return None


def problem_of(cls, params, kwargs, at_step, error_type, says):
    """What is wrong about the error of Luge's optimizer, or None."""

    def of_torch():
        optimizer = cls(params, **kwargs)
        if at_step:
            for parameter in params:
                parameter.grad = torch.ones_like(parameter)
            optimizer.step()

    def of_luge():
        made = {}
        getattr(luge.optim, cls.__name__)(in_luge(params, made), **in_luge(kwargs, made))

    # First, for torch writes into the dicts of groups.
    found, given = raised(of_luge), raised(of_torch)
    if not isinstance(given, error_type):
        return f"torch raises {given!r}"
    # Of what torch warns, Luge takes as what it is.
    wanted = ValueError if error_type is UserWarning else error_type
    if isinstance(found, luge.Error) and isinstance(found, wanted) and re.search(says, str(found)):
        return None
    return f"expected {wanted.__name__} that says {says!r}, got {found!r}"


def errors_of(info, is_elsewhere):
    """Of each error that torch has: what it is of, and what is wrong about Luge's, or None."""
    for error in info.optim_error_inputs_func(device="cpu", dtype=torch.float64):
        given = error.optimizer_error_input
        if not is_elsewhere(given):
            params = given.params
            if params is None:
                params = [torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)]
            at_step = error.error_on == OptimizerErrorEnum.STEP_ERROR
            yield given.desc, problem_of(info.optim_cls, params, given.kwargs, at_step, error.error_type, SAYS[given.desc])
    for error_type, params, says in more_lists(torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)):
        yield f"parameters {params}", problem_of(info.optim_cls, params, {}, False, error_type, says)


# ---------------------------------------------------------------------------------------
# Options that are tensors
# ---------------------------------------------------------------------------------------


def has_tensor(kwargs):
    return any(isinstance(item, torch.Tensor) for value in kwargs.values()
               for item in (value if isinstance(value, tuple) else [value]))


def options_with_tensors(info):
    """torch's, and as its lists have few of them: rates of all optimizers, and what Adam allows beside."""
    given = [options.kwargs for options in info.optim_inputs_func(device="cpu")]
    more = [{"lr": torch.tensor(0.5 if info.name == "LBFGS" else 0.01)}]
    if info.name in ("Adam", "AdamW"):
        more.append({"betas": (torch.tensor(0.8), torch.tensor(0.95))})
    return [*filter(has_tensor, given), *more]


def copied(kwargs, dtype):
    """With tensors of the type, in which torch then computes."""
    def copy(value):
        return torch.tensor(value.item(), dtype=dtype) if isinstance(value, torch.Tensor) else value

    return {name: tuple(map(copy, value)) if isinstance(value, tuple) else copy(value)
            for name, value in kwargs.items()}


def groups_of(layers, kwargs):
    """The second with half the rate, if it is a tensor one of torch."""
    rate = {"lr": kwargs["lr"] / 2} if "lr" in kwargs else {}
    return [{"params": layers[0]}, *({"params": layer} | rate for layer in layers[1:])]


def by_torch(kind, kwargs, dtype):
    """The parameters that torch comes to."""
    layers, x, y = make_data(kind, dtype, seed=2)
    for w in sum(layers, []):
        w.requires_grad_()
    optimizer = make_optimizer(kind, groups_of(layers, kwargs), **kwargs)
    train(torch, kind, optimizer, layers, x, y)
    return [w.detach() for w in sum(layers, [])]


def by_luge_optim(info, kwargs, dtype):
    """With tensors of Luge, and in a group a tensor of torch."""
    kind = info.name.lower()
    layers, x, y = make_data(kind, dtype, seed=2)
    kwargs, made = copied(kwargs, dtype), {}
    layers, x, y = in_luge(layers, made), in_luge(x, made), in_luge(y, made)
    for w in sum(layers, []):
        w.requires_grad_()
    optimizer = getattr(luge.optim, info.name)(groups_of(layers, kwargs), **in_luge(kwargs, made))
    train(luge, kind, optimizer, layers, x, y)
    return [torch.from_numpy(np.array(w.detach().numpy())) for w in sum(layers, [])]


class Network(torch.nn.Module):
    def __init__(self, kind, layers):
        super().__init__()
        self.kind, self.layers = kind, torch.nn.ModuleList(map(torch.nn.ParameterList, layers))

    def forward(self, x):
        return network(torch, self.kind, [list(layer) for layer in self.layers], x)


def by_train_step(info, kwargs, dtype):
    """torch's optimizer; its schedule writes the tensors in place."""
    kind = info.name.lower()
    layers, x, y = make_data(kind, dtype, seed=2)
    model = Network(kind, layers)
    kwargs = copied(kwargs, dtype)
    optimizer = info.optim_cls(groups_of([list(layer) for layer in model.layers], kwargs), **kwargs)
    step = luge.train_step(model, F.mse_loss, optimizer, threads=1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.8)
    rates = [group["lr"] for group in optimizer.param_groups]
    for _ in range(STEPS):
        step(x, y)
        scheduler.step()
    for rate, group in zip(rates, optimizer.param_groups):
        assert rate is group["lr"] or not isinstance(rate, torch.Tensor)
    assert step.compilations == 1
    return [w.detach() for w in model.parameters()]


def tensors_of(info):
    """Of each way and option: what it is, and what is wrong, or None."""
    kind = info.name.lower()
    for kwargs in options_with_tensors(info):
        for dtype, way in itertools.product((torch.float32, torch.float64), (by_luge_optim, by_train_step)):
            options = copied(kwargs, dtype)
            if info.name == "LBFGS" and way is by_luge_optim:
                # torch's keeps the tensor as the size of its last step, and sees there what a schedule writes after it.
                options = {name: value.item() for name, value in options.items()}
            expected, problem = by_torch(kind, options, dtype), None
            try:
                for actual, value in zip(way(info, kwargs, dtype), expected, strict=True):
                    expect_close(kind, actual, value)
            except (AssertionError, RuntimeError, TypeError) as error:
                problem = repr(error)
            yield f"{way.__name__} {kwargs} {dtype}", problem
