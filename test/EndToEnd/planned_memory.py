# RUN: %python %s
"""The planned peak of every model of the zoo, with every optimizer, is within 5%, and
a cache line, of the most that is live at one time.

Figures are those of `luge inspect`, for batches from one to the thousands.
"""
import json
import subprocess

LIMIT = 1.05
# Of a cache, to which every buffer is aligned.
LINE = 64
BATCHES = (1, 2, 7, 31, 32, 128, 250, 1000, 4096)


def inspect(model, *options):
    command = ["luge", "inspect", model, "--json", "--peak-gflops=1", "--peak-bandwidth=1", *options]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main():
    models = [line.split()[0] for line in subprocess.check_output(["luge", "models"], text=True).splitlines()]
    assert len(models) >= 3
    worst = 0
    for model in models:
        cases = [(f"--batch-size={batch}",) for batch in BATCHES]
        cases += [("--batch-size=61", f"--optimizer={name}") for name in ("sgd", "rmsprop", "adagrad", "adamw")]
        for case in cases:
            for plan in inspect(model, *case)["functions"]:
                worst = max(worst, plan["ratio"])
                print(f"{model} {' '.join(case)} {plan['function']}: {plan['planned_bytes']} bytes, "
                      f"{plan['ratio']:.4f} of the lower bound")
                assert plan["planned_bytes"] >= plan["lower_bound_bytes"]
                assert plan["planned_bytes"] <= LIMIT * plan["lower_bound_bytes"] + LINE
    print(f"worst: {worst:.4f}")


main()
