"""The asset that follows crm/deletions before anything else lands: what it asks for is erased."""

import dagster as dg
import duckdb

from assets.contracts.catalogue import table
from assets.erasure_record import Asked, StillNamedError, ask
from assets.folder_keys import keys_of
from assets.forget import Forgotten, forget
from assets.landing.parts import folder, landed
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
        keys = keys_of(settings.out, settings.keys)
        proof = "nothing was waiting"
        try:
            done = forget(settings.out, keys, tell=context.log.info)
        except StillNamedError as error:
            # What is not ours cannot be removed, nor stop a run: rows are refused all the same.
            done, proof = Forgotten(None), f"none, the next run searches again: {error}"
            context.log.warning(proof)
        if done.proof is not None:
            proof = done.proof.name
        if not folder(settings.landing, table(DELETIONS).name).exists():
            # Working files went with the rest, this table's among them.
            land(settings, table(DELETIONS))
        return dg.MaterializeResult(metadata={"new": new, "known_here": done.found, "proof": proof})

    return erasures


def _asked(settings: RunSettings) -> list[Asked]:
    rows = duckdb.execute(
        "select about, id, reason "
        f"from {landed(settings.landing, table(DELETIONS).name)} order by all"
    ).fetchall()
    return [
        Asked(kind=about, pseudonym=pseudonym, by="exports", reason=reason or "")
        for about, pseudonym, reason in rows
    ]
