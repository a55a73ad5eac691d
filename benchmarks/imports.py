"""What ``import vfmock`` costs beyond the interpreter: ``python -m benchmarks.imports``.

Fresh interpreters, in turn with and without the import, because the machine is noisy; the median of
the differences is what a test session pays that has vfmock installed and does not use it. The
budget is 30 ms. The pytest plugin is measured against pytest alone in the same way.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 25
CASES = {
    "import vfmock": ("pass", "import vfmock"),
    "the pytest plugin": ("import pytest", "import pytest, vfmock.pytest_plugin"),
}


def seconds(code: str) -> float:
    """Wall time of a fresh interpreter that runs some code."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def main() -> None:
    """Print the cost of each import in milliseconds, and its ratio to the baseline."""
    for code in {part for case in CASES.values() for part in case}:
        seconds(code)  # writes the bytecode
    for name, (baseline, code) in CASES.items():
        pairs = [(seconds(baseline), seconds(code)) for _ in range(ROUNDS)]
        extra = sorted((with_it - without) * 1000 for without, with_it in pairs)
        ratio = statistics.median(with_it / without for without, with_it in pairs)
        print(
            f"{name:18} {statistics.median(extra):6.1f} ms beyond {baseline!r}"
            f" ({extra[0]:.1f} to {extra[-1]:.1f}), ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
