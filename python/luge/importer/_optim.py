"""The table of torch's optimizers: Luge's update for each, and what is kept in `optimizer.state`.

To add one: its update in dialect optim and in luge.optim, and an entry of KINDS."""

from typing import NamedTuple

import torch
from torch import optim

import luge

# Those of the states that load_state_dict() gives the parameter's type, though they are numbers.
LOADED_NUMBERS = "mu_product", "eta", "mu"


class Kind(NamedTuple):
    update: type
    """The class in luge.optim."""
    options: str
    """Those that it reads of a parameter group, by torch's names."""
    states: dict
    """By key, in torch's order: how torch makes one, of a parameter and its group."""
    counts: bool = False
    """Whether Luge has a state `step` that torch has not."""


def _number(value=lambda group: 0.0):
    dtype = torch.float32
    return lambda parameter, group: torch.tensor(float(value(group)), dtype=dtype)


def _like(value=lambda group: 0.0):
    return lambda parameter, group: torch.full_like(
        parameter, value(group), memory_format=torch.preserve_format, requires_grad=False
    )


def _if(option, make):
    return lambda parameter, group: make(parameter, group) if group[option] else None


def _factor(last):
    """Of the variance of a parameter that has rows and columns: the extent at `last` is 1."""

    def make(parameter, group):
        shape = list(parameter.shape)
        if len(shape) < 2:
            return None
        shape[last] = 1
        return parameter.new_zeros(shape)

    return make


_lr = lambda group: float(group["lr"])  # noqa: E731
_adam = "lr betas eps weight_decay amsgrad maximize"
_adam_states = {
    "step": _number(),
    "exp_avg": _like(),
    "exp_avg_sq": _like(),
    "max_exp_avg_sq": _if("amsgrad", _like()),
}

KINDS = {
    optim.SGD: Kind(
        luge.optim.SGD,
        "lr momentum dampening weight_decay nesterov maximize",
        {"momentum_buffer": _if("momentum", _like())},
        counts=True,
    ),
    optim.Adam: Kind(luge.optim.Adam, _adam + " decoupled_weight_decay", _adam_states),
    optim.AdamW: Kind(luge.optim.AdamW, _adam, _adam_states),
    optim.Adamax: Kind(
        luge.optim.Adamax,
        "lr betas eps weight_decay maximize",
        {"step": _number(), "exp_avg": _like(), "exp_inf": _like()},
    ),
    # torch rounds the momentum to bfloat16 to make it orthogonal, Luge to the parameter's type.
    optim.Muon: Kind(
        luge.optim.Muon,
        "lr weight_decay momentum nesterov ns_coefficients eps ns_steps adjust_lr_fn",
        {"momentum_buffer": _like()},
    ),
    optim.NAdam: Kind(
        luge.optim.NAdam,
        "lr betas eps weight_decay momentum_decay decoupled_weight_decay maximize",
        {
            "step": _number(),
            "mu_product": _number(lambda group: 1.0),
            "exp_avg": _like(),
            "exp_avg_sq": _like(),
        },
    ),
    optim.RAdam: Kind(
        luge.optim.RAdam,
        "lr betas eps weight_decay decoupled_weight_decay maximize",
        {"step": _number(), "exp_avg": _like(), "exp_avg_sq": _like()},
    ),
    optim.Adadelta: Kind(
        luge.optim.Adadelta,
        "lr rho eps weight_decay maximize",
        {"step": _number(), "square_avg": _like(), "acc_delta": _like()},
    ),
    optim.Adafactor: Kind(
        luge.optim.Adafactor,
        "lr beta2_decay eps d weight_decay maximize",
        {
            "step": _number(),
            "row_var": _factor(-1),
            "col_var": _factor(-2),
            "variance": lambda p, group: torch.zeros_like(p) if p.dim() < 2 else None,
        },
    ),
    optim.Adagrad: Kind(
        luge.optim.Adagrad,
        "lr lr_decay weight_decay initial_accumulator_value eps maximize",
        {"step": _number(), "sum": _like(lambda group: group["initial_accumulator_value"])},
    ),
    optim.RMSprop: Kind(
        luge.optim.RMSprop,
        "lr alpha eps weight_decay momentum centered maximize",
        {
            "step": _number(),
            "square_avg": _like(),
            "momentum_buffer": _if("momentum", _like()),
            "grad_avg": _if("centered", _like()),
        },
    ),
    optim.ASGD: Kind(
        luge.optim.ASGD,
        "lr lambd alpha t0 weight_decay maximize",
        {
            "step": _number(),
            "eta": _number(_lr),
            "mu": _number(lambda group: 1.0),
            "ax": _like(),
        },
    ),
    optim.Rprop: Kind(
        luge.optim.Rprop,
        "lr etas step_sizes maximize",
        {"step": _number(), "prev": _like(), "step_size": _like(_lr)},
    ),
}
