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
    "adafactor": dict(lr=1e-2, beta2_decay=-0.8, eps1=None, eps2=1e-3, d=1.0, weight_decay=0.0),
    "adagrad": dict(lr=1e-2, lr_decay=0.0, weight_decay=0.0, eps=1e-10),
    "adam": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "adamax": dict(lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "adamw": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2),
    "asgd": dict(lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0.0),
    "lamb": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0.0),
    "lion": dict(lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0),
    "muon": dict(lr=1e-3, weight_decay=0.1, momentum=0.95, ns_a=3.4445, ns_b=-4.7750, ns_c=2.0315,
                 eps=1e-7),
    "nadam": dict(lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, momentum_decay=4e-3),
    "radam": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "rmsprop": dict(lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0),
    "rprop": dict(lr=1e-2, etaminus=0.5, etaplus=1.2, step_size_min=1e-6, step_size_max=50.0),
    "sgd": dict(lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0),
}
# States that are one number.
NUMBERS = "step", "mu_product", "eta", "mu"


# Parameters of which torch has no update: of no elements, of other ranks than 2.
EXCLUDED = {"adafactor": [(0, 3)], "muon": [(), (1,), (17,), (0, 3)]}


def states_of(op, flags, hypers, shape):
    """The op's states in order, under torch's names."""
    buffer = ["momentum_buffer"] * (hypers.get("momentum", 0) != 0)
    return {
        "adadelta": ["square_avg", "acc_delta", "step"],
        "adafactor": [*(["row_var", "col_var"] if len(shape) > 1 else ["variance"]), "step"],
        "adagrad": ["sum", "step"],
        "adamax": ["exp_avg", "exp_inf", "step"],
        "asgd": ["ax", "eta", "mu", "step"],
        "lion": ["exp_avg"],
        "muon": ["momentum_buffer"],
        "nadam": ["exp_avg", "exp_avg_sq", "mu_product", "step"],
        "rmsprop": ["square_avg", *["grad_avg"] * ("centered" in flags), *buffer, "step"],
        "rprop": ["prev", "step_size", "step"],
        "sgd": [*buffer, "step"] if buffer else [],
    }.get(op, ["exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * ("amsgrad" in flags), "step"])


def reference(op, options, start, slope, offset):
    """The parameter and torch's state after all steps with gradient slope * parameter + offset."""
    param = torch.nn.Parameter(start.clone())
    optimizer = reference_optimizers.CLASSES[op]([param], foreach=False,
                                                 **reference_optimizers.torch_options(options))
    for _ in range(STEPS):
        with torch.no_grad():
            param.grad = slope * param + offset
        optimizer.step()
    return param.detach(), optimizer.state[param]


def compare(op, *flags, shape=(3, 5), dtype=torch.float32, skipped=False, integers={}, **changed):
    """`skipped`: nothing of the updates arrives, though the gradient is NaN. `integers` are attributes."""
    hypers = HYPERS[op] | changed
    options = hypers | dict.fromkeys(flags, True) | integers
    if op == "muon":
        matched = options.pop("match_rms_adamw", False)
        options |= dict(adjust_lr_fn="match_rms_adamw" if matched else None, nesterov="nesterov" in flags)
        integers = dict(ns_steps=5) | integers
    random = numeric.generator()
    start, slope, offset = (
        torch.randn(shape, dtype=torch.float64, generator=random).to(dtype) for _ in range(3)
    )
    slope = slope.abs() * 0.2
    states = states_of(op, flags, hypers, shape)
    param, torch_states = reference(op, options, start, slope, offset)

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
        initial = (torch.tensor(float(state == "mu_product")) if state in NUMBERS
                   else torch.zeros_like(torch_states[state]))
        kind = numeric.mlir_type(initial)
        role = f'{kind} {{luge.state = "{name}.{state}"}}'
        arguments.append(f"%{state}: {role}")
        results.append(role)
        types.append(kind)
        case.arguments[f"w.{state}"] = initial
        # torch's SGD counts no steps.
        case.expected[f"w.{state}"] = torch_states.get(state, torch.tensor(float(STEPS)))
    for hyper, value in hypers.items():
        arguments.append(f'%{hyper}: {scalar} {{luge.input = "{case.name}.{hyper}"}}')
        # None is torch's only for eps1, which then follows from the type.
        case.arguments[hyper] = torch.tensor(-1.0 if value is None else value, dtype=torch.float64)
    if skipped:
        arguments.append(f'%skip: tensor<i1> {{luge.input = "{case.name}.skip"}}')
        case.expected = {name: case.arguments[name].clone() for name in case.expected}
        case.arguments["skip"] = torch.tensor(True)
        offset.fill_(torch.nan)
    operands = " ".join(f"{operand}(%{operand})"
                        for operand in [*states, *hypers, *["skip"] * skipped])
    attributes = [*flags, *(f"{name} = {value} : i64" for name, value in integers.items())]
    attributes = "{" + ", ".join(attributes) + "}" if attributes else ""
    updated = ", ".join(f"%r#{i}" for i in range(len(types))) if len(types) > 1 else "%r"
    result = f"%r:{len(types)}" if len(types) > 1 else "%r"
    case.text = f"""func.func @{case.name}({", ".join(arguments)}) -> ({", ".join(results)}) {{
  %product = nn.mul %slope, %w : {tensor}
  %g = nn.add %product, %offset : {tensor}
  {result} = optim.{op} %w, %g {operands} {attributes} : {tensor}
  return {updated} : {", ".join(types)}
}}
"""


# The options of each optimizer beyond its defaults: attributes that are flags, then hyper-parameters (and `integers`).
GRID = {
    "adadelta": [((), {}), ((), dict(lr=0.01)), ((), dict(rho=0.5)), ((), dict(eps=1e-3)),
                 ((), dict(weight_decay=0.1)), (("maximize",), {}),
                 (("maximize",), dict(lr=0.1, rho=0.8, eps=1e-4, weight_decay=0.1))],
    "adafactor": [((), {}), ((), dict(lr=0.1)), ((), dict(beta2_decay=-0.5)), ((), dict(eps1=1e-2)),
                  ((), dict(eps1=0.0)), ((), dict(eps2=10.0)), ((), dict(d=1.5)), ((), dict(weight_decay=0.1)),
                  (("maximize",), {}),
                  (("maximize",), dict(lr=0.1, beta2_decay=-0.7, eps1=1e-3, eps2=1e-2, d=1.2, weight_decay=0.1))],
    "adamax": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), ((), dict(eps=0.1)),
               ((), dict(beta1=0.4, beta2=0.7)), (("maximize",), dict(weight_decay=0.1, lr=1e-2))],
    "asgd": [((), {}), ((), dict(lr=0.1)), ((), dict(lambd=0.1)), ((), dict(alpha=0.5)),
             ((), dict(t0=10)), ((), dict(weight_decay=0.1)), (("maximize",), {}),
             (("maximize",), dict(lr=0.02, lambd=0.01, t0=20, weight_decay=0.1))],
    "lamb": [((), {}), ((), dict(lr=0.1)), ((), dict(weight_decay=0.1)), ((), dict(eps=0.1)),
             ((), dict(beta1=0.4, beta2=0.7)), (("maximize",), dict(weight_decay=0.1, lr=1e-2, eps=1e-3))],
    "lion": [((), {}), ((), dict(lr=0.01)), ((), dict(weight_decay=0.1)),
             ((), dict(beta1=0.4, beta2=0.7)), (("maximize",), dict(weight_decay=0.1, lr=1e-2))],
    "muon": [(("nesterov",), {}), ((), {}), ((), dict(lr=0.1)), (("nesterov",), dict(weight_decay=0.3)),
             ((), dict(momentum=0.5)), ((), dict(momentum=0.0)), ((), dict(ns_a=2.0, ns_b=-1.5, ns_c=0.5)),
             ((), dict(eps=10.0)), ((), dict(integers=dict(ns_steps=0))), ((), dict(integers=dict(ns_steps=2))),
             (("match_rms_adamw", "nesterov"), dict(lr=1e-2))],
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
        if shape not in EXCLUDED.get(op, []):
            compare(op, shape=shape)
compare("adafactor", shape=(2, 3, 5, 7))
compare("adafactor", shape=(3, 1), dtype=torch.float64)
compare("muon", shape=(5, 3), dtype=torch.float64)
compare("muon", "nesterov", shape=(129, 37), dtype=torch.float64)
compare("muon", shape=(37, 129))
compare("lamb", shape=(1023, 65))
compare("adafactor", shape=(1023, 65))
# Of a matrix that no cache holds, rows and columns are summed in one pass, by parts that have no equal lengths.
for dtype in torch.float32, torch.float64:
    compare("adafactor", shape=(1031, 521), dtype=dtype)

compare("adam", "amsgrad", skipped=True)
compare("adafactor", skipped=True)
compare("lamb", skipped=True)
compare("muon", skipped=True)
compare("nadam", skipped=True)
compare("rprop", skipped=True)
compare("sgd", momentum=0.9, skipped=True)

suite.main(f"--repeat={STEPS}")
