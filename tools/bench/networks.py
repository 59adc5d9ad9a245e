#!/usr/bin/env python3
"""Times training steps of networks in PyTorch and, with --actsweep, of the same networks in actsweep.

    python3 -m venv torch && torch/bin/pip install torch
    torch/bin/python tools/bench/networks.py --actsweep build/release/actsweep

A step is forward, mean cross-entropy, backward and SGD on one batch of 32 images of 3x32x32 with 10 classes, in single
precision, on one thread. PyTorch runs in both memory formats. Each round times a few steps of every network in random
order and takes their median; the table shows medians over the rounds. Ratios are medians of per-round ratios, so that
temporary disturbances of the machine cancel.
"""

import argparse
import functools
import json
import pathlib
import random
import statistics
import subprocess
import sys
import time
import warnings

# PyTorch works without NumPy, but warns.
warnings.filterwarnings("ignore", message="Failed to initialize NumPy")

import torch
from torch import nn

# Append, because a script there has the name of a module of Python's library.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "fixtures"))

from pytorch_networks import NETWORKS

CLASSES = 10
FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
ACTIVATIONS = {"relu": functools.partial(nn.ReLU, inplace=True), "mish": nn.Mish}
# The same networks as arguments of `actsweep bench`.
ACTSWEEP = {
    "resnet_v2_20": ["model=resnet_v2", "model.depth=20"],
    "senet_18": ["model=senet", "model.depth=18"],
    "mobilenet_v2": ["model=mobilenet_v2"],
    "densenet_121_exchange_all": ["model=densenet", "model.depth=121", "model.variant=weiaicunzai"],
}


def trainee(name, activation, memory_format, batch):
    """Returns a function that takes one training step."""
    torch.manual_seed(0)
    network = NETWORKS[name](ACTIVATIONS[activation], classes=CLASSES).to(memory_format=memory_format)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    images = torch.randn(batch, 3, 32, 32).to(memory_format=memory_format)
    labels = torch.arange(batch) % CLASSES

    def step():
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(images), labels).backward()
        optimizer.step()

    return step


def timed(step):
    """Returns the time of a step in milliseconds."""
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1e3


def time_actsweep(name, options):
    """Returns the milliseconds per step of each activation, measured in a separate process."""
    command = [
        options.actsweep, "bench", "train", *options.activations, *ACTSWEEP[name],
        f"batch_size={options.batch_size}", "optimizer=sgd", "--size", "32", "--channels", "3",
        "--threads", str(options.threads), "--rounds", str(options.steps), "--format", "json"]  # fmt: skip
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return {record["activation"]: record["ms_per_step"] for record in json.loads(done.stdout)}


def measure(name, options):
    """Returns the milliseconds per step in each round, by (activation, memory format or "actsweep")."""
    trainees = {
        (activation, key): trainee(name, activation, memory_format, options.batch_size)
        for activation in options.activations
        for key, memory_format in FORMATS.items()
    }
    for step in trainees.values():
        step()  # the first step also allocates memory and chooses kernels
    times = {key: [] for key in trainees}
    turns = [*trainees] + ([None] if options.actsweep else [])
    order = random.Random(0)
    for done in range(options.rounds):
        order.shuffle(turns)
        for turn in turns:
            if turn is not None:
                times[turn].append(statistics.median(timed(trainees[turn]) for _ in range(options.steps)))
                continue
            for activation, milliseconds in time_actsweep(name, options).items():
                times.setdefault((activation, "actsweep"), []).append(milliseconds)
        if sys.stderr.isatty():
            print(f"\r\033[K{name}: round {done + 1} of {options.rounds}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    return times


def records(name, times, options):
    """Yields a row of the table for each activation."""

    def ratio(a, b):
        return statistics.median(x / y for x, y in zip(times[a], times[b])) if a in times and b in times else None

    for activation in options.activations:
        row = {"network": name, "activation": activation}
        columns = [*FORMATS, "actsweep"]
        for column in columns:
            if (activation, column) in times:
                row[f"{column}_ms"] = statistics.median(times[activation, column])
        for column in FORMATS:
            row[f"{column}_by_actsweep"] = ratio((activation, column), (activation, "actsweep"))
        for column in columns:
            row[f"{column}_by_relu"] = ratio((activation, column), ("relu", column))
        row["rounds_ms"] = {column: times[activation, column] for column in columns if (activation, column) in times}
        yield row


COLUMNS = {
    "network": "network",
    "activation": "activation",
    "contiguous_ms": "contiguous ms",
    "contiguous_by_relu": "/ relu",
    "channels_last_ms": "channels_last ms",
    "channels_last_by_relu": "/ relu",
    "actsweep_ms": "actsweep ms",
    "actsweep_by_relu": "/ relu",
    "contiguous_by_actsweep": "contiguous /",
    "channels_last_by_actsweep": "channels_last /",
}


def print_table(rows):
    def text(value):
        return value if isinstance(value, str) else "" if value is None else f"{value:.4g}"

    keys = [key for key in COLUMNS if any(row.get(key) is not None for row in rows)]
    lines = [[COLUMNS[key] for key in keys]] + [[text(row.get(key)) for key in keys] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        print("  ".join(cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))))
    print("\n/ relu: relative to the time with ReLU. contiguous /, channels_last /: PyTorch relative to actsweep.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=f"(default: {' '.join(ACTSWEEP)})")
    parser.add_argument("--activations", nargs="+", choices=ACTIVATIONS, default=[*ACTIVATIONS])
    parser.add_argument("--actsweep", metavar="PATH", help="the actsweep program, timed in the same rounds")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=3, help="steps per network and round (default: 3)")
    parser.add_argument("--json", action="store_true", help="print JSON with the times of all rounds")
    options = parser.parse_args()
    names = options.networks or [*ACTSWEEP]
    known = ACTSWEEP if options.actsweep else NETWORKS
    for name in names:
        if name not in known:
            parser.error(f"unknown network {name}; choose from {' '.join(known)}")
    torch.set_num_threads(options.threads)
    rows = []
    for name in names:
        rows += records(name, measure(name, options), options)
    if options.json:
        cpu = torch.backends.cpu.get_cpu_capability()
        print(
            json.dumps({"pytorch": torch.__version__, "cpu": cpu, "threads": options.threads, "rows": rows}, indent=1)
        )
    else:
        print(f"PyTorch {torch.__version__}, batch {options.batch_size}, {options.threads} thread(s)")
        print_table(rows)


if __name__ == "__main__":
    main()
