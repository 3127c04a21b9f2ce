"""`ladder ship`: the published result to object storage."""

import json
import sys
from pathlib import Path

import click

from assets.alerts import Alert
from assets.alerts_channels import ChannelError, send_alerts
from assets.content_hash import DamagedResult
from assets.object_store import Encryption, open_store
from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreError
from assets.object_store_result import ship
from assets.publication import AnotherRunError, single_writer
from pipelines.commands import options
from pipelines.settings import alert_channels
from pipelines.transfer import shown_transfer


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose OUT/current is shipped.",
)
@click.option("--to", required=True, type=options.STORE, help="s3://BUCKET/PREFIX, for it alone.")
@click.option(
    "--sse",
    type=click.Choice(["AES256", "aws:kms", "aws:kms:dsse"]),
    help="Encryption by the service, where the bucket's own default is not enough.",
)
@click.option("--sse-kms-key-id", metavar="ID", help="Key of that encryption; needs --sse aws:kms.")
@options.as_json
def command(
    out: Path, to: StoreAddress, sse: str | None, sse_kms_key_id: str | None, as_json: bool
) -> None:
    """Upload the published result, then switch current.json below the prefix to it.

    Readers never see half a result, whatever happens meanwhile; a call that was stopped is
    finished by the next. Objects of older versions that are no longer in OUT, or were made anew
    there (`ladder forget`), are removed. Names of people are in it, as they are in OUT/current;
    keys, archive, records and logs never are. More in docs/object_storage.md.

    Exit status: 0 shipped, 1 not or not wholly, and what was shipped before still stands, 2 wrong
    usage. Alerts go where those of runs go.
    """
    if sse_kms_key_id and sse in (None, "AES256"):
        click.echo("--sse-kms-key-id needs --sse aws:kms", err=True)
        sys.exit(2)
    out = out.resolve()
    try:
        channels = alert_channels()
    except ChannelError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    try:
        store = open_store(to, Encryption(sse, sse_kms_key_id) if sse else None)
        with single_writer(out), shown_transfer("uploading") as told:
            done = ship(out, store, told)
    except (StoreError, DamagedResult, AnotherRunError, OSError) as error:
        click.echo(str(error), err=True)
        alert = Alert(code="publication_failed", details=(f"{to}: {type(error).__name__}",))
        for problem in send_alerts([alert], channels, about=out.name):
            click.echo(problem, err=True)
        sys.exit(1)
    if done.kept_by_bucket:
        click.echo(
            f"s3://{to.bucket} keeps what is removed or replaced (versioning): people erased here "
            "can be read there until a lifecycle rule removes it (docs/object_storage.md)",
            err=True,
        )
    click.echo(f"{done.uploaded} files uploaded, {done.removed} old objects removed", err=True)
    told_as = {"version": done.version, "uploaded": done.uploaded, "removed": done.removed}
    click.echo(json.dumps({**told_as, "to": str(to)}) if as_json else f"{to}/current.json")
