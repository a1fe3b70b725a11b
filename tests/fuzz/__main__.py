"""Read spoilt files and print what came of them.

``python -m tests.fuzz [--inputs N] [--seed S] [--kind NAME [--only NUMBER]]``
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.kinds import KINDS
from tests.fuzz.run import run


def main() -> int:
    """Run, print, and return 1 where a bug was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=24_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=[kind.name for kind in KINDS])
    parser.add_argument("--only", type=int, help="the number of one input, to make it again")
    asked = parser.parse_args()
    kinds = [kind for kind in KINDS if asked.kind in (None, kind.name)]
    counts = run(kinds, asked.inputs, asked.seed, asked.only)
    for line in (*counts.bugs, *counts.lines()):
        print(line)
    return 1 if counts.bugs else 0


if __name__ == "__main__":
    sys.exit(main())
