"""Seconds that staging and intermediate take on DuckDB and on the cluster of two workers.

    cd tests && ../.venv/bin/python -m spark.measure LANDING

Wall and CPU, whole processes, from an empty folder; Spark's with the start of the cluster.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from spark.cluster import cluster

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "dbt_project"


def main(landing: Path) -> None:
    """Print a line for each engine."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        own = Path(sys.executable).parent / "dbt"
        began = _spent()
        _build(work / "duckdb", landing, own, LADDER_WAREHOUSE=str(work / "ladder.duckdb"))
        _tell("DuckDB", began)
        began = _spent()
        with cluster(ROOT / "build" / "spark", work / "cluster") as master:
            _build(
                work / "spark",
                landing,
                ROOT / "build" / "spark" / "bin" / "dbt",
                *("--target", "spark"),
                LADDER_SPARK_MASTER=master,
                LADDER_SPARK_WORK=str(work / "catalogue"),
                LADDER_INTERMEDIATE=str(work / "tables"),
                SPARK_LOCAL_IP="127.0.0.1",
            )
            time.sleep(3)  # workers bury their executors, whose time is theirs then
        _tell("Spark", began)


def _build(work: Path, landing: Path, dbt: Path, *arguments: str, **environment: str) -> None:
    work.mkdir()
    command = [str(dbt), "--quiet", "run", "--select", "staging", "intermediate", *arguments]
    folders = {"LADDER_LANDING": str(landing.resolve()), "DBT_TARGET_PATH": str(work / "target")}
    subprocess.run(
        [*command, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)],
        cwd=work,
        env={**os.environ, **folders, "DBT_LOG_PATH": str(work), **environment},
        check=True,
    )


def _spent() -> tuple[float, float]:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), children.ru_utime + children.ru_stime


def _tell(engine: str, began: tuple[float, float]) -> None:
    wall, cpu = (now - then for now, then in zip(_spent(), began, strict=True))
    print(f"{engine}: {wall:.0f} s wall, {cpu:.0f} s CPU", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
