"""What is measured: one module per family of workloads, and a C++ file beside it for Luge's side.

A family has
  WORKLOADS                          name -> workload, a dataclass whose fields also go to Luge, as JSON
  torch_step(workload, system)       prepares everything and returns the function that is measured, for one of the
                                     systems "torch..."; peer_step.py compiles it for "torch-compile"
  jax_step(workload)                 the same for JAX, compiled
  torch_objects(workload, system)    of `python`: model, loss, optimizer, and a batch's inputs and targets, for
                                     "luge.train_step"; for "torch-compile-model" eager_step(...) makes a step of them
and a workload has
  systems                            what it runs on, of SYSTEMS
  work                               FLOPs or bytes of one step: what must be done, not what a system makes of it
  peak                               which peak of machine.c bounds it, of PEAKS
The function that is measured returns a result whose first element must be finite.
"""

from workloads import losses, optimizers, products, python, steps, sweeps

FAMILIES = {
    "steps": steps,
    "python": python,
    "products": products,
    "optimizers": optimizers,
    "losses": losses,
    "sweeps": sweeps,
}
WORKLOADS = {name: workload for family in FAMILIES.values() for name, workload in family.WORKLOADS.items()}
FAMILY_OF = {name: family for family, module in FAMILIES.items() for name in module.WORKLOADS}
# Those for which the time to compile is told.
COMPILED_FAMILIES = ("steps", "python")
SYSTEMS = {
    "luge": "Luge",
    "luge.train_step": "Luge, of torch's objects",
    "torch": "PyTorch eager, the optimizer by its defaults",
    "torch-foreach": "the same with foreach=True",
    "torch-fused": "the same with fused=True",
    "torch-compile": "torch.compile of the whole step",
    "torch-compile-model": "torch.compile of the model alone",
    "jax": "JAX, jitted, with its state donated",
}
OURS = ("luge", "luge.train_step")
PEAKS = {"fma": "GFLOP/s", "triad": "GB/s", "triad_in_cache": "GB/s"}
