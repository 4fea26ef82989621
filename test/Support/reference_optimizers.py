"""torch's optimizers by the names of Luge's ops, and plain forms of those that torch lacks."""

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


CLASSES = {name.lower(): getattr(torch.optim, name)
           for name in ("Adadelta", "Adagrad", "Adam", "Adamax", "AdamW", "ASGD", "NAdam", "RAdam",
                        "RMSprop", "Rprop", "SGD")}
CLASSES["lion"] = Lion
