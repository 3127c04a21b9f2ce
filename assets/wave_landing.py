"""Lands the waves on record for dbt: `wave_draws.parquet`, `training_waves.parquet`.

Waves and cancellations that were made from a later result than this run's as-of day are left out:
an earlier day sees nothing of what came later.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from assets.record_rows import land_rows, landed_as_of
from assets.run_settings import RunSettings
from assets.wave_record import Wave, read_waves

LANDING, DRAWS, PEOPLE = "landing", "wave_draws", "training_waves"
_DRAWS = (
    "wave_id varchar, course_id varchar, design varchar, units varchar, n_groups integer, "
    "n_units integer, n_people integer, "
    "starts varchar, first_start date, ends_on date, seed bigint, strata varchar, "
    "drawn_by varchar, reason varchar, drawn_at varchar, drawn_as_of date, run_id varchar, "
    "code_version varchar, inputs_sha256 varchar, balance varchar, precision varchar, "
    "left_out varchar, entry_sha256 varchar, cancelled_by varchar, cancelled_at varchar, "
    "cancel_reason varchar, cancel_sha256 varchar"
)
_PEOPLE = (
    "wave_id varchar, agent_id varchar, course_id varchar, unit_id varchar, stratum varchar, "
    "block integer, arm integer, starts_on date, ends_on date"
)


def land_waves(out: Path, landing: Path, as_of: date) -> int:
    """Write both files, empty ones without a record; how many waves.

    Args:
        out: folder with the record.
        landing: folder of the landed tables.
        as_of: last day the run may see.

    Raises:
        WaveError: the record was tampered with.
    """
    waves = [one for wave in read_waves(out) if (one := wave.seen_by(as_of)) is not None]
    land_rows(landing, DRAWS, _DRAWS, [_draw_row(wave) for wave in waves])
    people = [row for wave in waves for row in _people_rows(wave)]
    land_rows(landing, PEOPLE, _PEOPLE, people)
    return len(waves)


def build_wave_assets() -> dg.AssetsDefinition:
    """The asset that lands both tables, after the run knows its as-of day."""

    @dg.multi_asset(
        name="wave_record",
        specs=[
            dg.AssetSpec(
                dg.AssetKey([LANDING, DRAWS]),
                group_name=LANDING,
                deps=[dg.AssetKey([LANDING, "run_context"])],
                description="Trainings drawn by lot, with who drew them and why. One row a wave.",
                kinds={"duckdb", "parquet"},
            ),
            dg.AssetSpec(
                dg.AssetKey([LANDING, PEOPLE]),
                group_name=LANDING,
                deps=[dg.AssetKey([LANDING, "run_context"])],
                description="Who begins when, as the lot decided. One row a wave and agent.",
                kinds={"duckdb", "parquet"},
            ),
        ],
    )
    def wave_record(settings: dg.ResourceParam[RunSettings]) -> Iterator[dg.MaterializeResult]:
        as_of = landed_as_of(settings.landing)
        count = land_waves(settings.out, settings.landing, as_of)
        for name in (DRAWS, PEOPLE):
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey([LANDING, name]), metadata={"waves": count}
            )

    return wave_record


def _draw_row(wave: Wave) -> list[object]:
    drawn, off = wave.drawn, wave.cancelled
    return [
        drawn.id,
        drawn.course_id,
        drawn.design,
        drawn.units,
        len(drawn.starts),
        len({unit for _, unit, *_ in drawn.people}),
        len(drawn.people),
        json.dumps([None if day is None else day.isoformat() for day in drawn.starts]),
        min(day for day in drawn.starts if day is not None),
        drawn.ends,
        drawn.seed,
        "+".join(drawn.strata),
        drawn.by,
        drawn.reason,
        drawn.at,
        drawn.as_of,
        drawn.run_id,
        drawn.code_version,
        drawn.inputs_sha256,
        json.dumps(drawn.balance),
        json.dumps(drawn.precision),
        json.dumps(drawn.left_out),
        wave.sha256,
        off.by if off else None,
        off.at if off else None,
        off.reason if off else None,
        wave.cancel_sha256,
    ]


def _people_rows(wave: Wave) -> list[list[object]]:
    drawn = wave.drawn
    return [
        [
            drawn.id,
            agent,
            drawn.course_id,
            unit,
            stratum,
            block,
            group + 1,
            drawn.starts[group],
            drawn.ends,
        ]
        for agent, unit, stratum, block, group in drawn.people
    ]
