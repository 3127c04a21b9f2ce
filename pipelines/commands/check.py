"""`ladder check`: reads and validates the exports, builds nothing."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from assets.contracts.catalogue import TABLES
from assets.framework_file import framework_of
from assets.landing.discovery import named_briefly, unread_files
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.mapping import load_mapping
from assets.landing.mapping_errors import MappingError
from assets.landing.rejected import rejection_examples
from assets.landing.report import TableReport
from assets.object_store import open_store
from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreError
from assets.run_settings import horizon
from pipelines.commands import options
from pipelines.exports_source import bring_exports


@click.command()
@options.exports
@options.mapping
@options.as_json
def command(exports: Path | StoreAddress, mapping: str | None, as_json: bool) -> None:
    """Read and validate the exports only; print what was read, accepted and quarantined.

    Exit status: 0 clean, 1 something quarantined, 2 a file could not be read or nothing was found.
    """
    try:
        loaded = load_mapping(mapping) if mapping else None
    except MappingError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder)
        if isinstance(exports, StoreAddress):
            try:
                bring_exports(open_store(exports), landing / "exports", loaded)
            except (StoreError, OSError) as error:
                click.echo(str(error), err=True)
                sys.exit(2)
            exports = landing / "exports"
        reports = []
        for table in TABLES:
            report = land_table(
                table,
                exports=exports,
                landing=landing,
                mapping=loaded,
                horizon=horizon(),
                time_zone=framework_of(None).time_zone,
            )
            reports.append(report)
            click.echo(_line(report), err=True)
        rules = collect_rejected_rows(landing)
        examples = rejection_examples(landing)
    unread = unread_files(exports, loaded)
    if as_json:
        tables = [report.model_dump(mode="json") for report in reports]
        told = {"tables": tables, "rules": rules, "examples": examples, "unread_files": unread}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for rule, count in sorted(rules.items()):
            click.echo(f"{rule:<24} {count:>9,}")
            for one in examples:
                if one["rule"] == rule:
                    click.echo(_example(one))
        if unread:
            click.echo(f"files of no table: {named_briefly(unread)}")
        total = sum(report.read for report in reports)
        rejected = sum(report.rejected for report in reports)
        click.echo(f"{total:,} rows read, {rejected:,} rejected")
    sys.exit(exit_status(reports, rules))


def _example(one: dict[str, Any]) -> str:
    place = "whole file" if one["row_number"] is None else f"first in row {one['row_number']}"
    column = f" {one['column']}" if one["column"] else ""
    value = f": {one['value']}" if one["value"] else ""
    return f"  {one['count']:>6,} in {one['file']}{column}, {place}{value}"


def exit_status(reports: list[TableReport], rules: dict[str, int]) -> int:
    """0 clean, 1 something quarantined, 2 a table failed or no table was found at all."""
    if any(report.status == "failed" for report in reports):
        return 2
    if all(report.status == "missing" for report in reports):
        return 2
    return 1 if rules else 0


def _line(report: TableReport) -> str:
    if report.status in ("missing", "failed"):
        return f"{report.table:<20} {report.status}: {report.message or 'no file'}"
    extra = f"  {report.message}" if report.message else ""
    return (
        f"{report.table:<20} {report.read:>9,} read {report.accepted:>9,} accepted "
        f"{report.rejected:>7,} rejected {report.duplicates:>7,} duplicates{extra}"
    )
