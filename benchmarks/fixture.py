"""What the ``vfmock`` fixture costs a test: ``python -m benchmarks.fixture``.

One pytest process runs tests that use nothing and tests that use the fixture, in turn. A test's
time is its whole protocol: setup, call, teardown. The first test with the fixture imports the
server; it is shown apart. The budget is 5 ms at the median.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

TESTS = 200


class Stopwatch:
    """Takes the time of each test."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {"test_plain": [], "test_vfmock": []}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, bool, bool]:
        """Around setup, call and teardown."""
        begin = time.perf_counter()
        done = yield
        self.times[item.name.rpartition("_")[0]].append((time.perf_counter() - begin) * 1000)
        return done


def source() -> str:
    """Test functions, one without and one with the fixture, over and over."""
    lines = ["import pytest"]
    for number in range(TESTS):
        lines += [f"def test_plain_{number}(): pass", f"def test_vfmock_{number}(vfmock): pass"]
    return "\n".join(lines)


def main() -> int:
    """Print the median cost in milliseconds."""
    stopwatch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_cost.py").write_text(source(), encoding="utf-8")
        code = pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", folder], [stopwatch])
    plain = statistics.median(stopwatch.times["test_plain"])
    first, *rest = stopwatch.times["test_vfmock"]
    median = statistics.median(rest)
    print(f"a test without the fixture  {plain:7.2f} ms")
    print(f"a test with it              {median:7.2f} ms, so it costs {median - plain:.2f} ms")
    print(f"the first test with it      {first:7.2f} ms, with the imports")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
