"""`ladder forget`: erases somebody from everything that is kept, and proves it."""

import sys
from pathlib import Path

import click

from assets.archive import ArchiveError
from assets.erasure_record import ErasureError, ask, read_erasures
from assets.folder_keys import keys_of
from assets.forget import asked_for, forget
from assets.keys import KeysError
from assets.object_store_mirror import remove_mirror
from assets.person_names import PersonNameError, person_name
from assets.publication import AnotherRunError, single_writer
from assets.run_settings import RunSettings
from pipelines.commands import options


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the published result.",
)
@click.option("--person", metavar="ID", help="Whom: the agent_id of the exports.")
@click.option("--by", metavar="NAME", help="Who decided it; goes on record.")
@click.option("--reason", metavar="TEXT", help="Why, without naming the person; goes on record.")
@options.as_json
def command(
    out: Path, person: str | None, by: str | None, reason: str | None, as_json: bool
) -> None:
    """Erase a person from every table, page, delivery, kept landing, record and older version.

    Without --person, finish an erasure that was begun. From then on every run refuses rows about
    this person; a file crm/deletions in the exports does the same. Nobody's scores change: the
    published ones stay, the next run no longer learns from these rows. Somebody erased before is
    searched for again, and erased again where found.

    Not reached: the exports, backups, what was delivered, access files of `ladder serve`, and the
    record of configurations, which names who proposed or approved one. More in docs/privacy.md.

    Exit status: 0 erased and proved, 1 not or not wholly, 2 wrong usage.
    """
    out = out.resolve()
    settings = RunSettings(exports=out, out=out)
    try:
        keys = keys_of(out, settings.keys)
        with single_writer(out):
            remove_mirror(out)
            if person is not None:
                if not (person := person.strip()) or not by or not (reason or "").strip():
                    click.echo("--person needs an id, and --by and --reason with it", err=True)
                    sys.exit(2)
                event = asked_for(keys, person, by=person_name(by), reason=str(reason).strip())
                ask(out, [event])
            elif all(one.proved for one in read_erasures(out)):
                click.echo("nothing is waiting to be erased; name somebody with --person", err=True)
                sys.exit(2)
            done = forget(out, keys, person=person, tell=lambda what: click.echo(what, err=True))
    except PersonNameError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except (ErasureError, ArchiveError, KeysError, AnotherRunError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"cannot write below {out}: {error.strerror or error}", err=True)
        sys.exit(1)
    except Exception as error:  # whatever a damaged file of before brings: one line, and on record
        said = (str(error).splitlines() or [""])[0]
        click.echo(
            f"not erased, the next call goes on from here: {type(error).__name__}: {said}", err=True
        )
        sys.exit(1)
    if done.proof is None:
        click.echo("this was erased and proved before", err=True)
        return
    if not done.found:
        click.echo("nobody of this id is kept here; rows to come will be refused", err=True)
    if as_json:
        click.echo(done.proof.read_text(encoding="utf-8"), nl=False)
    else:
        click.echo(done.proof)
