"""The `ladder` command. Each subcommand is a module of pipelines.commands, imported when called."""

import atexit
import importlib
import os
import sys

import click

import pipelines.started  # noqa: F401  the clock starts here

COMMANDS = {
    "run": "Pull the exports, build everything, publish.",
    "check": "Read and validate the exports only; say what is wrong with them.",
    "config": "Check an analyst's file, set values in it, or print its JSON Schema.",
    "explain": "Print one agent's receipt: evidence, weights, tier rule, what would change it.",
    "whatif": "Show what another configuration would change: weights, scores, tiers, paths.",
    "keys": "Show or replace the keys that names of people and backups are encrypted with.",
    "backup": "Write result, records and archive into one encrypted file.",
    "restore": "Put a backup back into an empty folder.",
    "ship": "Put the published result on object storage (S3), whole.",
    "fetch": "Bring a shipped result from object storage, and verify it.",
    "forget": "Erase a person from everything that is kept, and prove it.",
    "rebuild": "Build a past month again from what was kept, equal to the byte.",
    "tidy": "Remove kept landings that are past their time.",
    "alerts": "Say where alerts of runs go, and try it.",
    "serve": "Serve the published pages behind sign-in; decisions, appeals and approvals go in.",
    "access": "Say who may sign in to the served pages, and what they may see.",
    "wave": "Draw who is trained when by lot, so that groups can be compared; keep it on record.",
    "eligibility": "Draw a list for promotion or pay, locked until it is fair; people decide.",
    "forecast": "Look ahead: people by tier in three months, and what hiring would change.",
    "backtest": "Look back: tiers' stability, and which weights foretold outcomes best.",
    "simulate": "Write a made-up service centre's exports, with the truth beside them.",
    "validate": "Measure the model against simulated truth and published results.",
}


class LazyCommands(click.Group):
    """Lists all commands without importing any: `ladder --help` should not load dbt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"pipelines.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ladder")
def ladder() -> None:
    """Competency scores, a five-tier ladder and learning paths for service centres.

    Results go to standard output, messages to standard error. Exit status: 0 done, 1 failed or
    something found, 2 wrong usage, configuration or unreadable input.
    """


def results_only() -> None:
    """Keep standard output for results: what native code prints goes to standard error.

    HiGHS prints a line of its own on some problems, whatever it is told, which no reader of
    `--json` could parse.
    """
    kept = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout.flush()
    sys.stdout = os.fdopen(kept, "w", buffering=1, encoding="utf-8", errors="backslashreplace")


def main() -> None:
    """Entry point of the console script."""
    # Names are Chinese as often as not; a terminal's own encoding may not hold them.
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    results_only()
    status: int | str | None = 1
    try:
        ladder()
    except SystemExit as end:
        status = end.code
    # Everything is on disk by now. What asked to be told of the end is told; taking dbt and
    # Dagster down module by module would cost two seconds.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
