"""Options that several commands share."""

from pathlib import Path
from typing import Any

import click

from assets.object_store_address import StoreAddress


# Click's base class takes a parameter from 8.5 on only.
class _Store(click.ParamType):  # type: ignore[type-arg]
    name = "s3"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> StoreAddress:
        try:
            return StoreAddress.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _FolderOrStore(click.Path):
    """A folder that is there, or an address that begins with s3://."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value).startswith("s3://"):
            return STORE.convert(value, param, ctx)
        return super().convert(value, param, ctx)


STORE = _Store()
exports = click.option(
    "--exports",
    required=True,
    type=_FolderOrStore(exists=True, file_okay=False, path_type=Path),
    metavar="DIRECTORY|s3://BUCKET/PREFIX",
    help="Folder with the crm, qa and lms exports, here or on object storage.",
)
mapping = click.option(
    "--mapping",
    help="Mapping file that brings a vendor's export to the contract, or a shipped one's name.",
)
config = click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Framework file; without it the one that ships.",
)
published = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder whose OUT/current holds the published result; it is only read.",
)
language = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the text.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
