"""The dbt models as Dagster assets, with dbt's tests as their checks."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from assets.dbt_runner import DbtError, build_project, parse_project, project_identity
from assets.dbt_translator import LayerTranslator
from assets.kept_warehouse import keep_warehouse, take_warehouse
from assets.run_settings import RunSettings

# Unit tests prove the SQL, not the data: `make test` runs them, a run does not.
BUILD_ARGUMENTS = ["--exclude-resource-type", "unit_test"]


def build_dbt_assets(settings: RunSettings) -> dg.AssetsDefinition:
    """One asset a dbt model, built by a single `dbt build` in this process."""
    parse_project(settings)
    manifest = json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    translator = LayerTranslator()

    @dbt_assets(manifest=manifest, dagster_dbt_translator=translator, name="dbt_models")
    def dbt_models(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> Iterator[Any]:
        selection = get_updated_cli_invocation_params_for_context(
            context, manifest, translator
        ).selection_args
        identity = project_identity(settings)
        if not context.is_subset:
            take_warehouse(settings, identity)
        build = build_project(settings, [*selection, *BUILD_ARGUMENTS])
        for event in build.events:
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(
                manifest=manifest, dagster_dbt_translator=translator, context=context
            )
        if build.failures:
            raise DbtError("dbt build failed:\n" + "\n".join(build.failures))
        if not context.is_subset:
            keep_warehouse(settings, identity)

    return dbt_models
