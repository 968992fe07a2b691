# SPDX-License-Identifier: GPL-2.0-only
"""Runs the benchmarks, inside the guest of scripts/bench. Arguments: quick, names of cases."""
import fcntl
import os
import struct
import sys
import time
import traceback

from cases import CASES, MORE, Bench
from results import Results


RNDADDENTROPY = 0x40085203


def wake_random():
    """A guest that has just booted makes random numbers out of its pool, each anew, for minutes."""
    seed = b"not a secret of anybody's at all"
    with open("/dev/random", "wb", buffering=0) as file:
        fcntl.ioctl(file, RNDADDENTROPY, struct.pack("ii", 8 * len(seed), len(seed)) + seed)


def main(words):
    wake_random()
    quick = "quick" in words
    known = {**CASES, **MORE}
    names = [word for word in words if word in known] or list(CASES)
    results = Results()
    bench = Bench(results, quick, say=lambda text: print(text, flush=True))
    for name in names:
        start = time.monotonic()
        try:
            known[name](bench)
        except Exception as error:  # one case that fails must not take the others along
            traceback.print_exc()
            bench.fail(f"{name}: {error}")
        print(f"# {name}: {time.monotonic() - start:.0f} s", flush=True)
        results.save(os.environ.get("BENCH_RESULTS", "/run/bench/results.new"))
    for sentence in bench.failures:
        print("FAILED " + sentence)
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
