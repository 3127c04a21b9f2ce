"""`ladder rebuild`: a past month's result once more, as it was published."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from assets.archive import ArchiveError
from assets.dbt_runner import DbtError
from assets.keys import KeysError
from assets.publication import AnotherRunError
from assets.rebuild import RebuildError, Rebuilt, rebuild_month
from assets.run_settings import RunSettings
from pipelines.commands import options


@click.command()
@click.option(
    "--period",
    required=True,
    type=click.DateTime(["%Y-%m"]),
    help="The month; the first whole result of all of it is built again.",
)
@options.published
@click.option(
    "--to",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that receives the result; without it OUT/rebuilt/YYYY-MM.",
)
@options.as_json
def command(period: datetime, out: Path, target: Path | None, as_json: bool) -> None:
    """Build a past month again from what was kept, and prove that it is as it was published.

    The result is put in its place only when every mart and every file is equal to the byte.
    Nothing published is touched, and no exports are needed.

    Exit status: 0 it is there, 1 it differs (and what differs is named) or what was kept is gone
    or damaged, 2 no whole result of the month was published, or the folder is in use for something
    else.
    """
    month = f"{period:%Y-%m}"
    target = target or out / "rebuilt" / month
    settings = RunSettings(exports=out.resolve(), out=out.resolve())
    try:
        rebuilt = rebuild_month(
            settings, month, target.resolve(), tell=lambda text: click.echo(text, err=True)
        )
    except RebuildError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except (ArchiveError, AnotherRunError, DbtError, KeysError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"cannot build {month} again: {error}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(_told(month, rebuilt), ensure_ascii=False))
    elif rebuilt.folder:
        click.echo(rebuilt.folder)
    for line in rebuilt.differences:
        click.echo(f"  differs: {line}", err=True)
    for reason in rebuilt.reasons:
        click.echo(f"{month} is not as it was published; {reason}", err=True)
    sys.exit(0 if rebuilt.folder else 1)


def _told(month: str, rebuilt: Rebuilt) -> dict[str, object]:
    kept = rebuilt.kept
    return {
        "period": month,
        "equal": rebuilt.folder is not None,
        "run_id": kept.run_id,
        "version": kept.version,
        "as_of": kept.as_of.isoformat(),
        "finished_at": kept.finished_at,
        "content_sha256": kept.content_sha256,
        "folder": str(rebuilt.folder) if rebuilt.folder else None,
        "differences": rebuilt.differences,
        "reasons": rebuilt.reasons,
    }
