"""Options that several commands share."""

from pathlib import Path

import click

exports = click.option(
    "--exports",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the crm, qa and lms exports.",
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
