# RUN: %python %s
"""luge.compile: arguments, results, batches, threads of Python, interrupts, messages."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref

import luge
import luge.nn as nn
import luge.optim as optim


def fails(message, function, kind=luge.Error):
    try:
        function()
    except kind as error:
        assert message in str(error), error
        assert kind is not luge.Error or f"{__file__}:" in str(error), error
    else:
        raise AssertionError(f"no error: {message}")


# As a function and as a decorator, with options and without.
@luge.compile
def twice(x):
    return x * 2


@luge.compile(max_batch=4, name="shrink", threads=1)
def shrink(x):
    return x / 2


assert twice(luge.ones(3)).tolist() == [2, 2, 2] and shrink(luge.ones(2)).tolist() == [0.5, 0.5]
assert luge.compile(lambda x: -x)(luge.ones(1)).item() == -1
assert "@twice" in twice.ir() and "nn.mul" in twice.ir("trace") and "llvm" in twice.ir("llvm")
fails("not been traced", lambda: luge.compile(lambda x: x).ir())
fails("there is no stage 'foo'", lambda: twice.ir("foo"))
fails("above the maximum of 4", lambda: shrink(luge.ones(5)))
fails("agree on the batch", lambda: luge.compile(lambda x, y: x)(luge.ones(2), luge.ones(3)))
fails("expected a number of threads", lambda: luge.compile(lambda x: x, threads=0), ValueError)

# A smaller batch is no other program; a larger one, another extent or type are.
twice(luge.ones(2))
assert twice.compilations == 1
for count, x in enumerate((luge.ones(7), luge.ones(7, 2), luge.ones(7, dtype=luge.float64)), 2):
    twice(x)
    assert twice.compilations == count, twice.compilations

# Results in tuples, lists, dicts, or none.
nested = luge.compile(lambda x: {"a": (x, [x + 1]), "b": None})(luge.ones(1))
assert nested["a"][0].item() == 1 and nested["a"][1][0].item() == 2 and nested["b"] is None
assert isinstance(nested["a"], tuple)
total = luge.zeros(())


@luge.compile
def accumulate(x):
    total.add_(x.sum())


for _ in range(3):
    assert accumulate(luge.ones(3)) is None
assert total.item() == 9
fails("returns tensors", lambda: luge.compile(lambda x: "text")(luge.ones(1)))
switch = [True]
either = luge.compile(lambda x: x if switch[0] else (x, x))
either(luge.ones(1))
switch[0] = False
fails("same structure", lambda: either(luge.ones(1, 2)))
fails("got float", lambda: twice(2.0))

# Values cannot be read while tracing.
fails("cannot read a value while tracing", lambda: luge.compile(lambda x: x * x.sum().item())(luge.ones(1)))
fails("cannot read a value while tracing", lambda: luge.compile(lambda x: x if x.sum() > 0 else -x)(luge.ones(1)))


# An exception of the function passes, and the function can be called again.
def moody(x):
    if switch[0]:
        raise KeyError("moody")
    return x


switch[0] = True
step = luge.compile(moody)
fails("moody", lambda: step(luge.ones(1)), KeyError)
switch[0] = False
assert step(luge.ones(1)).item() == 1

# Numbers do not depend on threads.
model = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 10))
x = luge.randn(128, 64)
results = [luge.compile(lambda x: model(x), threads=n)(x).tolist() for n in (1, 2, 3)]
assert results[0] == results[1] == results[2]
luge.set_num_threads(3)
assert luge.get_num_threads() == 3
luge.set_num_threads(2)
fails("expected a number of threads", lambda: luge.set_num_threads(0), ValueError)

# Other threads of Python go on while a step runs, and may call steps themselves.
big = luge.randn(700, 700)


@luge.compile
def work(x):
    for _ in range(12):
        x = (x @ big) * 0.01
    return x


expected = work(big).tolist()
start = time.perf_counter()
work(big).tolist()
alone = time.perf_counter() - start
ticks, done = [], threading.Event()


def tick():
    while not done.is_set():
        ticks.append(time.perf_counter())
        time.sleep(0.0005)


results = []
workers = [threading.Thread(target=lambda: results.append(work(big).tolist())) for _ in range(3)]
clock = threading.Thread(target=tick)
clock.start()
start = time.perf_counter()
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
done.set()
clock.join()
assert all(result == expected for result in results) and len(results) == 3
during = [t for t in ticks if t > start]
assert len(during) > 3, f"{len(during)} ticks in {time.perf_counter() - start} s"

# Ctrl-C ends a loop of steps between two of them. Whoever runs the tests may ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
interrupter = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
interrupter.start()
count = 0
try:
    while count < 10**7:
        twice(x)
        count += 1
    raise AssertionError("not interrupted")
except KeyboardInterrupt:
    assert twice(luge.ones(2)).tolist() == [2, 2]

# A function that refers to its compiled self is collected.
class Trainer:
    def __init__(self):
        self.model = nn.Linear(2, 1)
        self.step = luge.compile(lambda x: self.model(x))


trainer = Trainer()
trainer.step(luge.ones(1, 2))
gone = weakref.ref(trainer)
del trainer
gc.collect()
assert gone() is None

# LUGE_LOG=info says what is compiled.
program = "import luge; f = luge.compile(lambda x: x + 1, name='f'); f(luge.ones(2, 3)); f(luge.ones(2, 4))"
log = subprocess.run(
    [sys.executable, "-c", program], env=os.environ | {"LUGE_LOG": "info"}, stderr=subprocess.PIPE, text=True
).stderr
assert "luge: compiling 'f' for inputs float32[?, 3]\n" in log, log
assert "luge: compiling 'f' once more for inputs float32[?, 4]\n" in log, log
