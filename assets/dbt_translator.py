"""Names the Dagster groups of dbt nodes. Keys stay dagster-dbt's own: schema, then model."""

from collections.abc import Mapping
from typing import Any

from dagster_dbt import DagsterDbtTranslator


class LayerTranslator(DagsterDbtTranslator):
    """Puts a node into the group of its folder: staging, intermediate, competency, marts."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Folder of the model below `models/`."""
        return layer_of(dbt_resource_props)


def layer_of(node: Mapping[str, Any]) -> str | None:
    """Folder of a node below `models/`; None for a source.

    >>> layer_of({"resource_type": "model", "fqn": ["ladder", "marts", "agents"]})
    'marts'
    """
    if node["resource_type"] != "model":
        return None
    return str(node["fqn"][1])
