# RUN: %python %s x86-64-v3 %t
# RUN: %python %s x86-64-v4 %t
# RUN: %python %s cascadelake %t
"""Innermost loops of the machine code for AVX2 and AVX-512, over products, epilogues, rows and optimizers.

FileCheck sees lines, not loops. Here a loop is what lies between a label and the jump back to it, with no other loop
inside. A micro-kernel is one whose arithmetic is multiply-adds alone:

- its sums stay in registers, each in one of its own, added to by one chain of multiply-adds;
- it uses the whole register tile that Codegen's table allows, up to what the shape has;

no loop of a norm spills; several sums run side by side there, and no two of them meet;
and no loop with vector arithmetic calls a function, gathers, or computes on numbers one by one.
"""
import re
import subprocess
import sys

LABEL = re.compile(r"(\.?[\w$.@-]+):")
JUMP = re.compile(r"j\w+\s+(\.L\w+)")
FMA = re.compile(r"vfn?m(?:add|sub)\d*p[sd]\s.*%([xyz]mm\d+)$")
PACKED = re.compile(r"v(?:add|sub|mul|div|max|min|sqrt|fn?m(?:add|sub)\d*)p[sd]\s")
VECTOR = {"x86-64-v3": "ymm", "x86-64-v4": "zmm", "cascadelake": "zmm"}
# Multiply-adds in a step of k of a whole tile: of tiles that the plan chooses for large products, the smallest.
TILE = {"x86-64-v3": 8, "x86-64-v4": 16, "cascadelake": 16}
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
# With its gradient.
LAYER_NORM = """
func.func @layer_norm_f{bits}(%x: tensor<?x1000xf{bits}> {{luge.input = "n{bits}"}}, %dy: tensor<?x1000xf{bits}> {{luge.input = "dy{bits}"}})
    -> (tensor<?x1000xf{bits}> {{luge.output = "norm{bits}"}}, tensor<?x1000xf{bits}> {{luge.output = "dx{bits}"}}) {{
  %eps = nn.constant dense<1.0e-5> : tensor<f{bits}>
  %mean = nn.mean %x dims [1] : tensor<?x1000xf{bits}> -> tensor<?xf{bits}>
  %means = nn.broadcast %mean dims [0] like %x : tensor<?xf{bits}>, tensor<?x1000xf{bits}> -> tensor<?x1000xf{bits}>
  %centered = nn.sub %x, %means : tensor<?x1000xf{bits}>
  %squares = nn.mul %centered, %centered : tensor<?x1000xf{bits}>
  %variance = nn.mean %squares dims [1] : tensor<?x1000xf{bits}> -> tensor<?xf{bits}>
  %least = nn.broadcast %eps dims [] like %mean : tensor<f{bits}>, tensor<?xf{bits}> -> tensor<?xf{bits}>
  %sum = nn.add %variance, %least : tensor<?xf{bits}>
  %scale = nn.rsqrt %sum : tensor<?xf{bits}>
  %scales = nn.broadcast %scale dims [0] like %x : tensor<?xf{bits}>, tensor<?x1000xf{bits}> -> tensor<?x1000xf{bits}>
  %y = nn.mul %centered, %scales : tensor<?x1000xf{bits}>
  %product = nn.mul %y, %dy : tensor<?x1000xf{bits}>
  %loss = nn.sum %product dims [0, 1] : tensor<?x1000xf{bits}> -> tensor<f{bits}>
  %dx = autodiff.gradient %loss wrt %x : tensor<f{bits}>, tensor<?x1000xf{bits}>
  return %y, %dx : tensor<?x1000xf{bits}>, tensor<?x1000xf{bits}>
}}
"""
# Sums of a row that are added up side by side.
ROW_SUMS = 4
SUM = re.compile(r"v(?:add|fn?madd\d+)p[sd]\s")
VECTOR_REGISTER = re.compile(r"%[xyz]mm(\d+)")


def programs(bits):
    """Functions with a product, then those without, a program each."""
    y = f"tensor<?x509xf{bits}>"
    functions = [LINEAR.format(name=name, bits=bits, y=y, epilogue=epilogue.format(y=y), result="%2" if epilogue else "%1")
                 for name, epilogue in EPILOGUES.items()]
    functions += [text.format(bits=bits) for text in (TRAIN, ROWS, LAYER_NORM)]
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


def read_registers(line):
    """The vector registers that an instruction reads, and the one that it writes or None."""
    registers = VECTOR_REGISTER.findall(line)
    operands = re.sub(r"\s*\{[^}]*\}", "", line)
    written = registers[-1] if registers and operands.endswith("mm" + registers[-1]) else None
    keeps = FMA.match(operands) or ("{%k" in line and "{z}" not in line)
    return (registers if written is None or keeps else registers[:-1]), written


def count_sums(loop):
    """The vectors that one iteration hands on to the next, added to; fails if two of them meet in the loop."""
    carried, written = set(), set()
    for line in loop:
        sources, destination = read_registers(line)
        carried.update(register for register in sources if register not in written)
        written.add(destination)
    chains = {register: register for register in carried & written}
    sums = set()
    for line in loop:
        sources, destination = read_registers(line)
        met = {chains[register] for register in sources if register in chains}
        if destination is None:
            continue
        if met and SUM.match(line):
            assert len(met) == 1, f"sums meet: {line}"
            sums |= met
        if met and (SUM.match(line) or line.startswith("vmov")):
            chains[destination] = met.pop()
        else:
            chains.pop(destination, None)
    return len(sums)


def check_rows(text):
    """Some loop has as many sums as run side by side."""
    most = 0
    for name, lines in functions(text):
        for loop in innermost_loops(lines):
            if not any(PACKED.match(line) for line in loop):
                continue
            # Rows that stay in a cache are on the stack as well, but have an index.
            for line in loop:
                assert not re.search(r"\(%r[sb]p\).*mm|mm.*\(%r[sb]p\)", line), f"{name}: a spill: {line}"
            most = max(most, count_sums(loop))
    assert most >= ROW_SUMS, most


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
            code = compile_for(source)
            over_rows = "@softmax" in text or "@layer_norm" in text
            check(code, vector, 0 if over_rows else tile)
            if "@layer_norm" in text:
                check_rows(code)
    for optimizer in ("sgd", "adam", "adamw", "rmsprop", "adagrad"):
        check(compile_for("mlp", f"--optimizer={optimizer}"), vector, tile)


main()
