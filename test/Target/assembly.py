# RUN: %python %s x86-64-v3 %t
# RUN: %python %s x86-64-v4 %t
"""Innermost loops of the machine code for AVX2 and AVX-512, over products, epilogues, rows and optimizers.

FileCheck sees lines, not loops. Here a loop is what lies between a label and the jump back to it, with no other loop
inside. A micro-kernel is one whose arithmetic is multiply-adds alone:

- its sums stay in registers, each in one of its own, added to by one chain of multiply-adds;
- it uses the whole register tile that Codegen's table allows, up to what the shape has;

and no loop with vector arithmetic calls a function, gathers, or computes on numbers one by one.
"""
import re
import subprocess
import sys

LABEL = re.compile(r"(\.?[\w$.@-]+):")
JUMP = re.compile(r"j\w+\s+(\.L\w+)")
FMA = re.compile(r"vfn?m(?:add|sub)\d*p[sd]\s.*%([xyz]mm\d+)$")
PACKED = re.compile(r"v(?:add|sub|mul|div|max|min|sqrt|fn?m(?:add|sub)\d*)p[sd]\s")
VECTOR = {"x86-64-v3": "ymm", "x86-64-v4": "zmm"}
# Multiply-adds in a step of k of a whole tile: of tiles that the plan chooses for large products, the smallest.
TILE = {"x86-64-v3": 8, "x86-64-v4": 16}
EPILOGUES = {
    "plain": "",
    "relu": "%2 = nn.relu %1 : {y}",
    "gelu": "%2 = nn.gelu %1 : {y}",
    "tanh": "%2 = nn.tanh %1 : {y}",
    "sigmoid": "%2 = nn.sigmoid %1 : {y}",
}
LINEAR = """
func.func @linear_{name}_f{bits}(%x: tensor<?x784xf{bits}> {{luge.input = "x{bits}"}},
    %w: tensor<509x784xf{bits}> {{luge.parameter = "w{bits}"}}, %b: tensor<509xf{bits}> {{luge.parameter = "b{bits}"}})
    -> (tensor<?x509xf{bits}> {{luge.output = "{name}{bits}"}}) {{
  %1 = nn.linear %x, %w bias %b : tensor<?x784xf{bits}>, tensor<509x784xf{bits}>, tensor<509xf{bits}> -> {y}
  {epilogue}
  return {result} : {y}
}}
"""
TRAIN = """
func.func @gradients_f{bits}(%x: tensor<?x784xf{bits}> {{luge.input = "x{bits}"}},
    %w: tensor<509x784xf{bits}> {{luge.parameter = "w{bits}"}}, %v: tensor<131x509xf{bits}> {{luge.parameter = "v{bits}"}},
    %y: tensor<?x131xf{bits}> {{luge.input = "y{bits}"}})
    -> (tensor<509x784xf{bits}> {{luge.output = "dw{bits}"}}, tensor<131x509xf{bits}> {{luge.output = "dv{bits}"}}) {{
  %0 = nn.linear %x, %w : tensor<?x784xf{bits}>, tensor<509x784xf{bits}> -> tensor<?x509xf{bits}>
  %1 = nn.tanh %0 : tensor<?x509xf{bits}>
  %2 = nn.linear %1, %v : tensor<?x509xf{bits}>, tensor<131x509xf{bits}> -> tensor<?x131xf{bits}>
  %loss = nn.mse_loss %2, %y reduction mean : tensor<?x131xf{bits}>, tensor<?x131xf{bits}> -> tensor<f{bits}>
  %g:2 = autodiff.gradient %loss wrt %w, %v : tensor<f{bits}>, tensor<509x784xf{bits}>, tensor<131x509xf{bits}>
  return %g#0, %g#1 : tensor<509x784xf{bits}>, tensor<131x509xf{bits}>
}}
"""
ROWS = """
func.func @softmax_f{bits}(%x: tensor<?x1000xf{bits}> {{luge.input = "r{bits}"}})
    -> (tensor<?x1000xf{bits}> {{luge.output = "softmax{bits}"}}) {{
  %0 = nn.softmax %x dim 1 : tensor<?x1000xf{bits}>
  return %0 : tensor<?x1000xf{bits}>
}}
"""
def programs(bits):
    """Functions with a product, then one without, a program each."""
    y = f"tensor<?x509xf{bits}>"
    functions = [LINEAR.format(name=name, bits=bits, y=y, epilogue=epilogue.format(y=y), result="%2" if epilogue else "%1")
                 for name, epilogue in EPILOGUES.items()]
    functions += [text.format(bits=bits) for text in (TRAIN, ROWS)]
    return [f"module @assembly{bits} attributes {{luge.max_batch = 128 : i64}} {{{function}}}" for function in functions]


def functions(text):
    """Names and instructions with labels."""
    name, lines = None, []
    for line in text.splitlines():
        label = LABEL.match(line)
        if label and not label.group(1).startswith("."):
            if name:
                yield name, lines
            name, lines = label.group(1), []
        elif label or (line.startswith("\t") and not line.startswith("\t.")):
            lines.append(line.split("#")[0].strip())
    yield name, lines


def innermost_loops(lines):
    places = {label.group(1): i for i, line in enumerate(lines) if (label := LABEL.match(line))}
    loops = {(places[jump.group(1)], i) for i, line in enumerate(lines)
             if (jump := JUMP.match(line)) and places.get(jump.group(1), len(lines)) <= i}
    for begin, end in loops:
        if not any((b, e) != (begin, end) and begin <= b and e <= end for b, e in loops):
            yield [line for line in lines[begin:end + 1] if not LABEL.match(line)]


def check_micro_kernel(loop, stack):
    sums = [FMA.match(line).group(1) for line in loop if FMA.match(line)]
    count = len(set(sums))
    assert len(sums) % count == 0 and all(sums.count(register) == len(sums) // count for register in sums), \
        "a sum's register is not its own"
    for line in loop:
        assert not (stack.search(line) and "mm" in line), f"a spill: {line}"
    return count


def check(text, vector, tile):
    """Among all loops there is a micro-kernel of at least `tile` sums."""
    largest = 0
    for name, lines in functions(text):
        # A frame pointer, where there is one, points to the stack as well.
        stack = re.compile(r"\(%r[sb]p[,)]" if "movq\t%rsp, %rbp" in lines else r"\(%rsp[,)]")
        for loop in innermost_loops(lines):
            packed = [line for line in loop if PACKED.match(line)]
            if not packed:
                continue
            for line in loop:
                assert not line.startswith("call"), f"{name}: a call in a loop: {line}"
                assert "gather" not in line, f"{name}: {line}"
            fused = [line for line in loop if FMA.match(line)]
            if len(fused) == len(packed) and len(fused) >= 4 and all(vector in line for line in fused):
                try:
                    largest = max(largest, check_micro_kernel(loop, stack))
                except AssertionError as error:
                    raise AssertionError(f"{name}: {error}\n" + "\n".join(loop)) from None
    for line in text.splitlines():
        call = re.match(r"\s+(?:call|jmp)q?\s+(\w+)@PLT", line)
        # Powers of Adam's betas are numbers of a whole step.
        assert not call or call.group(1) in ("luge_team_barrier", "pow", "memcpy", "memset"), line
    assert largest >= tile, largest


def main():
    target, path = sys.argv[1:]
    vector, tile = VECTOR[target], TILE[target]

    def compile_for(model, *options):
        output = f"{path}.s"
        subprocess.run(["luge", "compile", model, "--emit=asm", f"--target={target}", "-o", output, *options], check=True)
        with open(output) as file:
            return file.read()

    for bits in (32, 64):
        for text in programs(bits):
            source = f"{path}.{bits}.mlir"
            with open(source, "w") as file:
                file.write(text)
            check(compile_for(source), vector, 0 if "softmax" in text else tile)
    for optimizer in ("sgd", "adam", "adamw", "rmsprop", "adagrad"):
        check(compile_for("mlp", f"--optimizer={optimizer}"), vector, tile)


main()
