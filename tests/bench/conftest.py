"""Puts the benchmark's modules on the path: a script's folder is, a test's is not."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
collect_ignore = ["bench_polars.py"]  # polars is only in the environment of the benchmarks
