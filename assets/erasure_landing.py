"""The asset that follows crm/deletions before anything else lands: what it asks for is erased."""

import dagster as dg
import duckdb

from assets.contracts.catalogue import table
from assets.erasure_record import Asked, ask
from assets.forget import forget
from assets.keys import open_keys
from assets.run_settings import RunSettings
from assets.table_landing import land

DELETIONS = "crm/deletions"
ERASURES = dg.AssetKey(["landing", "erasures"])


def build_erasure_asset() -> dg.AssetsDefinition:
    """Puts on record what the exports ask for, and finishes what a killed erasure left undone."""

    @dg.asset(
        key=ERASURES,
        group_name="landing",
        deps=[dg.AssetKey(["landing", table(DELETIONS).name])],
        description="People and rows to be erased, taken out of all that is kept.",
    )
    def erasures(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> dg.MaterializeResult:
        new = ask(settings.out, _asked(settings))
        done = forget(settings.out, open_keys(settings.keys), tell=context.log.info)
        if done.proof is not None:
            # Working files went with the rest, this table's among them.
            land(settings, table(DELETIONS))
        return dg.MaterializeResult(
            metadata={
                "new": new,
                "known_here": done.found,
                "proof": done.proof.name if done.proof else "nothing was waiting",
            }
        )

    return erasures


def _asked(settings: RunSettings) -> list[Asked]:
    rows = duckdb.execute(
        "select about, id, reason from read_parquet(?) order by all",
        [str(settings.landing / f"{table(DELETIONS).name}.parquet")],
    ).fetchall()
    return [
        Asked(kind=about, pseudonym=pseudonym, by="exports", reason=reason or "")
        for about, pseudonym, reason in rows
    ]
