"""A standalone Spark cluster on loopback: a master and two workers as processes of their own."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HOST = "127.0.0.1"
WORKERS = 2
#: What a worker may give to executors.
MEMORY = "1g"
#: Starting a JVM beside busy neighbours takes its time.
PATIENCE = 120.0


class ClusterError(RuntimeError):
    """The cluster could not be started; the message says what is missing or shows its log."""


def spark_home(environment: Path) -> Path:
    """The Spark that pip has put into a virtual environment.

    Raises:
        ClusterError: it is not there, or there is no Java on the path.
    """
    homes = sorted(environment.glob("lib/python*/site-packages/pyspark"))
    if not homes:
        raise ClusterError(f"there is no pyspark in {environment}: run `make build/spark/.ready`")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise ClusterError("Spark needs Java 17 or 21: none on the path, and JAVA_HOME is not set")
    return homes[0]


@contextmanager
def cluster(environment: Path, work: Path, java_options: str = "") -> Iterator[str]:
    """Start a master and two workers of a core each; gives the master's address, stops them all.

    Args:
        environment: the virtual environment with pyspark.
        work: folder for logs and the workers' scratch files.
        java_options: of master and workers.

    Raises:
        ClusterError: a process ended, or the workers did not report within two minutes.
    """
    home = spark_home(environment)
    work.mkdir(parents=True, exist_ok=True)
    port, page = _free_ports(2)
    master = f"spark://{HOST}:{port}"
    variables = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": java_options,
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "PYSPARK_PYTHON": str(environment / "bin" / "python"),
    }
    commands = {
        "master": [
            *("org.apache.spark.deploy.master.Master", "--host", HOST),
            *("--port", str(port), "--webui-port", str(page)),
        ]
    } | {
        f"worker_{number}": [
            *("org.apache.spark.deploy.worker.Worker", "--host", HOST, "--webui-port", "0"),
            *("--cores", "1", "--memory", MEMORY, "--work-dir", str(work / f"worker_{number}")),
            master,
        ]
        for number in range(1, WORKERS + 1)
    }
    with ExitStack() as running:
        processes = {}
        for name, command in commands.items():
            log = running.enter_context((work / f"{name}.log").open("wb"))
            processes[name] = subprocess.Popen(
                [str(home / "bin" / "spark-class"), *command],
                env=variables,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            running.callback(_stop, processes[name])
        _wait(processes, page, work)
        yield master


def _free_ports(count: int) -> list[int]:
    # All are held until all are found: none is given twice.
    with ExitStack() as held:
        ports = []
        for _ in range(count):
            one = held.enter_context(socket.socket())
            one.bind((HOST, 0))
            ports.append(one.getsockname()[1])
        return ports


def _wait(processes: dict[str, "subprocess.Popen[bytes]"], page: int, work: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for name, process in processes.items():
            if process.poll() is not None:
                log = (work / f"{name}.log").read_text("utf-8", errors="replace")
                raise ClusterError(f"the {name} ended with {process.returncode}:\n{log[-2000:]}")
        if _workers_alive(page) == WORKERS:
            return
        time.sleep(0.5)
    raise ClusterError(f"no {WORKERS} workers after {PATIENCE:.0f} s: see the logs in {work}")


def _workers_alive(page: int) -> int:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except (OSError, ValueError, KeyError):
        return 0


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
