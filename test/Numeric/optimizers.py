# RUN: %python %s
"""Fifty steps of every optimizer with every option against PyTorch."""

import itertools

import numeric
import reference_optimizers
import torch

suite = numeric.Suite()
STEPS = 50
SHAPES = [(), (1,), (17,), (3, 5), (33, 16), (0, 3)]

# The op's hyper-parameters in order, with torch's defaults.
HYPERS = {
    "adadelta": dict(lr=1.0, rho=0.9, eps=1e-6, weight_decay=0.0),
    "adagrad": dict(lr=1e-2, lr_decay=0.0, weight_decay=0.0, eps=1e-10),
    "adam": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "adamax": dict(lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "adamw": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2),
    "asgd": dict(lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0.0),
    "lion": dict(lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0),
    "nadam": dict(lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, momentum_decay=4e-3),
    "radam": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "rmsprop": dict(lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0),
    "rprop": dict(lr=1e-2, etaminus=0.5, etaplus=1.2, step_size_min=1e-6, step_size_max=50.0),
    "sgd": dict(lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0),
}
# Options of torch that are pairs.
PAIRS = {"betas": ("beta1", "beta2"), "etas": ("etaminus", "etaplus"),
         "step_sizes": ("step_size_min", "step_size_max")}
# States that are one number.
NUMBERS = "step", "mu_product", "eta", "mu"


def states_of(op, flags, hypers):
    """The op's states in order, under torch's names."""
    buffer = ["momentum_buffer"] * (hypers.get("momentum", 0) != 0)
    return {
        "adadelta": ["square_avg", "acc_delta", "step"],
        "adagrad": ["sum", "step"],
        "adamax": ["exp_avg", "exp_inf", "step"],
        "asgd": ["ax", "eta", "mu", "step"],
        "lion": ["exp_avg"],
        "nadam": ["exp_avg", "exp_avg_sq", "mu_product", "step"],
        "rmsprop": ["square_avg", *["grad_avg"] * ("centered" in flags), *buffer, "step"],
        "rprop": ["prev", "step_size", "step"],
        "sgd": [*buffer, "step"] if buffer else [],
    }.get(op, ["exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * ("amsgrad" in flags), "step"])


def reference(op, flags, hypers, start, slope, offset):
    """The parameter and torch's state after all steps with gradient slope * parameter + offset."""
    options = dict(hypers)
    for pair, (first, second) in PAIRS.items():
        if first in options:
            options[pair] = options.pop(first), options.pop(second)
    param = torch.nn.Parameter(start.clone())
    optimizer = reference_optimizers.CLASSES[op]([param], foreach=False, **options,
                                                 **dict.fromkeys(flags, True))
    for _ in range(STEPS):
        with torch.no_grad():
            param.grad = slope * param + offset
        optimizer.step()
    return param.detach(), optimizer.state[param]


def compare(op, *flags, shape=(3, 5), dtype=torch.float32, skipped=False, **changed):
    """`skipped`: nothing of the updates arrives, though the gradient is NaN."""
    hypers = HYPERS[op] | changed
    random = numeric.generator()
    start, slope, offset = (
        torch.randn(shape, dtype=torch.float64, generator=random).to(dtype) for _ in range(3)
    )
    slope = slope.abs() * 0.2
    states = states_of(op, flags, hypers)
    param, torch_states = reference(op, flags, hypers, start, slope, offset)

    # As a traced step: states are arguments and results of one name, updated in place.
    case = suite.add(f"{op} {' '.join(flags)} {' '.join(changed)}{' skipped' * skipped}", None, {}, {})
    name = f"{case.name}.w"
    tensor = numeric.mlir_type(start)
    scalar = "tensor<f64>"
    case.arguments = dict(w=start, slope=slope, offset=offset)
    arguments = [f'%w: {tensor} {{luge.parameter = "{name}"}}',
                 f'%slope: {tensor} {{luge.input = "{case.name}.slope"}}',
                 f'%offset: {tensor} {{luge.input = "{case.name}.offset"}}']
    results, types = [f'{tensor} {{luge.parameter = "{name}"}}'], [tensor]
    case.expected["w"] = param
    for state in states:
        kind = "tensor<f32>" if state in NUMBERS else tensor
        role = f'{kind} {{luge.state = "{name}.{state}"}}'
        arguments.append(f"%{state}: {role}")
        results.append(role)
        types.append(kind)
        initial = 1.0 if state == "mu_product" else 0.0
        case.arguments[f"w.{state}"] = (torch.tensor(initial) if state in NUMBERS
                                        else torch.full(shape, initial, dtype=dtype))
        # torch's SGD counts no steps.
        case.expected[f"w.{state}"] = torch_states.get(state, torch.tensor(float(STEPS)))
    for hyper, value in hypers.items():
        arguments.append(f'%{hyper}: {scalar} {{luge.input = "{case.name}.{hyper}"}}')
        case.arguments[hyper] = torch.tensor(value, dtype=torch.float64)
    if skipped:
        arguments.append(f'%skip: tensor<i1> {{luge.input = "{case.name}.skip"}}')
        case.expected = {name: case.arguments[name].clone() for name in case.expected}
        case.arguments["skip"] = torch.tensor(True)
        offset.fill_(torch.nan)
    operands = " ".join(f"{operand}(%{operand})"
                        for operand in [*states, *hypers, *["skip"] * skipped])
    attributes = "{" + ", ".join(flags) + "}" if flags else ""
    updated = ", ".join(f"%r#{i}" for i in range(len(types))) if len(types) > 1 else "%r"
    result = f"%r:{len(types)}" if len(types) > 1 else "%r"
    case.text = f"""func.func @{case.name}({", ".join(arguments)}) -> ({", ".join(results)}) {{
  %product = nn.mul %slope, %w : {tensor}
  %g = nn.add %product, %offset : {tensor}
  {result} = optim.{op} %w, %g {operands} {attributes} : {tensor}
  return {updated} : {", ".join(types)}
}}
"""


# The options of each optimizer beyond its defaults: attributes, then hyper-parameters.
GRID = {
    "adadelta": [((), {}), ((), dict(lr=0.01)), ((), dict(rho=0.5)), ((), dict(eps=1e-3)),
                 ((), dict(weight_decay=0.1)), (("maximize",), {}),
                 (("maximize",), dict(lr=0.1, rho=0.8, eps=1e-4, weight_decay=0.1))],
    "adamax": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), ((), dict(eps=0.1)),
               ((), dict(beta1=0.4, beta2=0.7)), (("maximize",), dict(weight_decay=0.1, lr=1e-2))],
    "asgd": [((), {}), ((), dict(lr=0.1)), ((), dict(lambd=0.1)), ((), dict(alpha=0.5)),
             ((), dict(t0=10)), ((), dict(weight_decay=0.1)), (("maximize",), {}),
             (("maximize",), dict(lr=0.02, lambd=0.01, t0=20, weight_decay=0.1))],
    "lion": [((), {}), ((), dict(lr=0.01)), ((), dict(weight_decay=0.1)),
             ((), dict(beta1=0.4, beta2=0.7)), (("maximize",), dict(weight_decay=0.1, lr=1e-2))],
    "nadam": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), ((), dict(eps=0.1)),
              ((), dict(beta1=0.4, beta2=0.7)), ((), dict(momentum_decay=0.1)),
              (("decoupled_weight_decay",), dict(weight_decay=0.1)),
              (("decoupled_weight_decay", "maximize"), dict(weight_decay=0.1, momentum_decay=0.01))],
    "radam": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), ((), dict(eps=0.1)),
              ((), dict(beta1=0.4, beta2=0.7)), ((), dict(beta2=0.9)),
              (("decoupled_weight_decay",), dict(weight_decay=0.1)),
              (("decoupled_weight_decay", "maximize"), dict(weight_decay=0.1, lr=1e-2))],
    "rprop": [((), {}), ((), dict(lr=0.1)), ((), dict(etaminus=0.3, etaplus=1.5)),
              ((), dict(step_size_min=5e-3, step_size_max=0.02)), (("maximize",), dict(lr=2e-3))],
    "sgd": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), (("maximize",), dict(lr=1e-2)),
            ((), dict(momentum=0.9)), ((), dict(momentum=0.9, dampening=0.5)), ((), dict(dampening=0.5)),
            (("nesterov",), dict(momentum=0.9)),
            (("maximize",), dict(momentum=0.8, dampening=0.3, weight_decay=0.1, lr=1e-2)),
            (("nesterov", "maximize"), dict(momentum=0.8, weight_decay=0.1, lr=1e-2))],
    "adagrad": [((), {}), ((), dict(lr=0.1)), ((), dict(lr_decay=0.1)), ((), dict(weight_decay=0.1)),
                ((), dict(eps=0.1)), (("maximize",), {}),
                (("maximize",), dict(lr_decay=0.1, weight_decay=0.1, eps=1e-3))],
    "rmsprop": [((), {}), ((), dict(lr=1e-3)), ((), dict(alpha=0.4)), ((), dict(eps=0.1)),
                ((), dict(weight_decay=0.1)), (("centered",), {}), ((), dict(momentum=0.9)),
                (("centered",), dict(momentum=0.9)), (("maximize",), {}),
                (("centered", "maximize"), dict(momentum=0.9, weight_decay=0.1, eps=1e-4))],
    "adam": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), (("amsgrad",), {}),
             (("maximize",), {}), ((), dict(eps=0.1)), ((), dict(beta1=0.4, beta2=0.7)),
             (("amsgrad", "maximize"), dict(weight_decay=0.1, eps=1e-4, lr=1e-2))],
    "adamw": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.0)), ((), dict(weight_decay=0.2)),
              (("amsgrad",), {}), (("maximize",), {}), ((), dict(eps=0.1)),
              ((), dict(beta1=0.4, beta2=0.7)),
              (("amsgrad", "maximize"), dict(weight_decay=0.1, eps=1e-4, lr=1e-2))],
}
for op, options in GRID.items():
    for (flags, changed), dtype in itertools.product(options, [torch.float32, torch.float64]):
        compare(op, *flags, dtype=dtype, **changed)
    for shape in SHAPES:
        compare(op, shape=shape)

compare("adam", "amsgrad", skipped=True)
compare("nadam", skipped=True)
compare("rprop", skipped=True)
compare("sgd", momentum=0.9, skipped=True)

suite.main(f"--repeat={STEPS}")
