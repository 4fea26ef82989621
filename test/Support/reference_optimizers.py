"""torch's optimizers by the names of Luge's ops, and plain forms of those that torch lacks
or computes in another type."""

import unittest.mock

import torch


class Lion(torch.optim.Optimizer):
    """Chen et al., https://arxiv.org/abs/2302.06675, algorithm 2."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0, maximize=False, foreach=None):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay, maximize=maximize))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for param in group["params"]:
                grad = -param.grad if group["maximize"] else param.grad
                average = self.state[param].setdefault("exp_avg", torch.zeros_like(param))
                param *= 1 - group["lr"] * group["weight_decay"]
                param -= group["lr"] * torch.sign(beta1 * average + (1 - beta1) * grad)
                average.mul_(beta2).add_(grad, alpha=1 - beta2)


class Lamb(torch.optim.Optimizer):
    """You et al., https://arxiv.org/abs/1904.00962, algorithm 2."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0, maximize=False,
                 foreach=None):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay,
                                      maximize=maximize))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for param in group["params"]:
                grad = -param.grad if group["maximize"] else param.grad
                state = self.state[param]
                if not state:
                    state |= dict(exp_avg=torch.zeros_like(param), exp_avg_sq=torch.zeros_like(param),
                                  step=torch.tensor(0.0))
                state["step"] += 1
                step = state["step"].item()
                state["exp_avg"].lerp_(grad, 1 - beta1)
                state["exp_avg_sq"].mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
                mean, square = state["exp_avg"] / (1 - beta1**step), state["exp_avg_sq"] / (1 - beta2**step)
                direction = mean / (square.sqrt() + group["eps"]) + group["weight_decay"] * param
                norms = param.norm().item(), direction.norm().item()
                trust = norms[0] / norms[1] if all(norms) else 1.0
                param.sub_(direction, alpha=group["lr"] * trust)


class Muon(torch.optim.Muon):
    """torch's, without its rounding to bfloat16; options as those of Luge's op."""

    def __init__(self, params, foreach=None, **options):
        super().__init__(params, **options)

    def step(self):
        with unittest.mock.patch.object(torch.Tensor, "bfloat16", torch.Tensor.clone):
            super().step()


# Options of torch that are several numbers, under the names of Luge's ops, with torch's defaults.
TUPLES = {"betas": dict(beta1=0.9, beta2=0.999), "eps": dict(eps1=None, eps2=1e-3),
          "etas": dict(etaminus=0.5, etaplus=1.2), "step_sizes": dict(step_size_min=1e-6, step_size_max=50),
          "ns_coefficients": dict(ns_a=3.4445, ns_b=-4.7750, ns_c=2.0315)}


def torch_options(options):
    """Options under the names of Luge's ops, as torch has them."""
    options = dict(options)
    for name, defaults in TUPLES.items():
        if options.keys() & defaults.keys():
            options[name] = tuple(options.pop(number, default) for number, default in defaults.items())
    return options


CLASSES = {name.lower(): getattr(torch.optim, name)
           for name in ("Adadelta", "Adafactor", "Adagrad", "Adam", "Adamax", "AdamW", "ASGD", "NAdam", "RAdam",
                        "RMSprop", "Rprop", "SGD")}
CLASSES |= {"lamb": Lamb, "lion": Lion, "muon": Muon}
