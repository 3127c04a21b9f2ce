"""The fuzzing campaign: each target under libFuzzer, in a process of its own, one after another.

    python tests/fuzz/campaign.py            all targets, a million inputs (FUZZ_RUNS=N: N inputs)
    python tests/fuzz/campaign.py csv 5000   one target

An input that raises is kept in build/fuzz_findings and ends its target.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FINDINGS = Path("build/fuzz_findings")


def run_all(total: int) -> int:
    """Run every target; print what it did. Returns the number of targets with a finding."""
    from fuzz_targets import TARGETS

    failed = done = 0
    started = time.monotonic()
    for name, target in TARGETS.items():
        runs = max(1, round(total * target.share))
        begun = time.monotonic()
        child = subprocess.run(
            [sys.executable, __file__, name, str(runs)], check=False, capture_output=True, text=True
        )
        seconds = time.monotonic() - begun
        done += runs if child.returncode == 0 else 0
        failed += child.returncode != 0
        told = "no finding" if child.returncode == 0 else "FINDING"
        print(f"{name:12}{runs:>9,} inputs {runs / seconds:>8,.0f}/s {seconds:>7.0f} s  {told}")
        if child.returncode != 0:
            print(child.stdout[-2000:], child.stderr[-4000:], sep="\n")
        sys.stdout.flush()
    seconds = time.monotonic() - started
    print(f"{'together':12}{done:>9,} inputs {done / seconds:>8,.0f}/s {seconds:>7.0f} s")
    return failed


def run_target(name: str, runs: int) -> None:
    """Run one target under libFuzzer, which ends the process."""
    import atheris

    with atheris.instrument_imports(include=["assets", "competency"]):
        from fuzz_targets import TARGETS

    target = TARGETS[name]
    corpus = Path(tempfile.mkdtemp(prefix=f"ladder-corpus-{name}-"))
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    FINDINGS.mkdir(parents=True, exist_ok=True)
    options = [
        f"-runs={runs}",
        f"-max_len={max(target.longest, *(len(seed) for seed in target.seeds()))}",
        "-len_control=20",
        "-timeout=60",
        "-rss_limit_mb=6000",
        f"-artifact_prefix={FINDINGS}/{name}-",
        "-print_final_stats=1",
        f"-seed={os.environ.get('FUZZ_SEED', '7')}",
    ]
    if target.words:
        words = corpus.with_suffix(".dict")
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
        options.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.run)
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_target(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(run_all(int(os.environ.get("FUZZ_RUNS", "1000000"))))
