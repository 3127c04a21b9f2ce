"""`ladder serve`: the published pages behind sign-in."""

import sys
from pathlib import Path

import click

from assets.receipt.layout import safe


@click.command(name="serve")
@click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose OUT/current holds the published result, and which keeps the records.",
)
@click.option(
    "--access",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who may see what; `ladder access add-user` makes it.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="And port."
)
@click.option(
    "--behind-proxy",
    "public_url",
    metavar="https://NAME",
    help="Address that people type; a proxy there speaks https and passes requests on.",
)
@click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of the access log; without it OUT/access.log. - for standard error.",
)
def command(
    out: Path, access: Path, host: str, port: int, public_url: str | None, log: Path | None
) -> None:
    """Serve the published pages to those who may see them, until stopped.

    Exit status: 0 stopped, 1 the address cannot be listened on, 2 wrong usage or access file.
    """
    # Flask and its friends take a third of a second, which `ladder --help` need not wait for.
    from pipelines.serve.access import AccessError  # noqa: PLC0415
    from pipelines.serve.access_log import open_log  # noqa: PLC0415
    from pipelines.serve.app import make_app  # noqa: PLC0415
    from pipelines.serve.listening import ListenError, listen, require_safe  # noqa: PLC0415
    from pipelines.serve.secret import secret_key  # noqa: PLC0415

    where = None if log == Path("-") else log or out / "access.log"
    try:
        require_safe(host, public_url)
        app = make_app(out, access, secret_key(access), public_url=public_url, log=open_log(where))
    except (AccessError, ListenError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    shown = f"[{host}]" if ":" in host else host
    click.echo(safe(public_url or f"http://{shown}:{port}/"))
    try:
        listen(app, host, port)
    except OSError as error:
        click.echo(safe(f"cannot listen on {host} port {port}: {error.strerror}"), err=True)
        sys.exit(1)
