# RUN: %python %s
"""Fifty steps of every optimizer with every option against PyTorch."""

import itertools

import numeric
import torch

suite = numeric.Suite()
STEPS = 50
SHAPES = [(), (1,), (17,), (3, 5), (33, 16), (0, 3)]

# The op's hyper-parameters in order, with torch's defaults.
HYPERS = {
    "sgd": dict(lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0),
    "adagrad": dict(lr=1e-2, lr_decay=0.0, weight_decay=0.0, eps=1e-10),
    "rmsprop": dict(lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0),
    "adam": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0),
    "adamw": dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2),
}
CLASSES = dict(sgd=torch.optim.SGD, adagrad=torch.optim.Adagrad, rmsprop=torch.optim.RMSprop,
               adam=torch.optim.Adam, adamw=torch.optim.AdamW)


def states_of(op, flags, hypers):
    """The op's states in order, under torch's names."""
    buffer = ["momentum_buffer"] * (hypers.get("momentum", 0) != 0)
    if op == "sgd":
        return [*buffer, "step"] if buffer else []
    if op == "adagrad":
        return ["sum", "step"]
    if op == "rmsprop":
        return ["square_avg", *["grad_avg"] * ("centered" in flags), *buffer, "step"]
    return ["exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * ("amsgrad" in flags), "step"]


def reference(op, flags, hypers, start, slope, offset):
    """The parameter and torch's state after all steps with gradient slope * parameter + offset."""
    options = dict(hypers)
    if "beta1" in options:
        options["betas"] = options.pop("beta1"), options.pop("beta2")
    param = torch.nn.Parameter(start.clone())
    optimizer = CLASSES[op]([param], foreach=False, **options, **dict.fromkeys(flags, True))
    for _ in range(STEPS):
        with torch.no_grad():
            param.grad = slope * param + offset
        optimizer.step()
    return param.detach(), optimizer.state[param]


def compare(op, *flags, shape=(3, 5), dtype=torch.float32, **changed):
    hypers = HYPERS[op] | changed
    random = numeric.generator()
    start, slope, offset = (
        torch.randn(shape, dtype=torch.float64, generator=random).to(dtype) for _ in range(3)
    )
    slope = slope.abs() * 0.2
    states = states_of(op, flags, hypers)
    param, torch_states = reference(op, flags, hypers, start, slope, offset)

    # As a traced step: states are arguments and results of one name, updated in place.
    case = suite.add(f"{op} {' '.join(flags)} {' '.join(changed)}", None, {}, {})
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
        kind = "tensor<f32>" if state == "step" else tensor
        role = f'{kind} {{luge.state = "{name}.{state}"}}'
        arguments.append(f"%{state}: {role}")
        results.append(role)
        types.append(kind)
        case.arguments[f"w.{state}"] = torch.zeros(() if state == "step" else shape,
                                                   dtype=torch.float32 if state == "step" else dtype)
        # torch's SGD counts no steps.
        case.expected[f"w.{state}"] = torch_states.get(state, torch.tensor(float(STEPS)))
    for hyper, value in hypers.items():
        arguments.append(f'%{hyper}: {scalar} {{luge.input = "{case.name}.{hyper}"}}')
        case.arguments[hyper] = torch.tensor(value, dtype=torch.float64)
    operands = " ".join(f"{operand}(%{operand})" for operand in [*states, *hypers])
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

suite.main(f"--repeat={STEPS}")
