"""The Dagster instance of `ladder run`: its events are heard and forgotten, not kept in tables."""

from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg
from dagster._core.instance.types import InstanceType
from dagster._core.launcher.sync_in_memory_run_launcher import SyncInMemoryRunLauncher
from dagster._core.run_coordinator import DefaultRunCoordinator
from dagster._core.storage.event_log import InMemoryEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.root import TemporaryLocalArtifactStorage
from dagster._core.storage.runs import InMemoryRunStorage


class ForgottenEvents(InMemoryEventLogStorage):
    """Forgets every event, once listeners have heard it.

    Dagster's own storage in memory is a database: a tenth of a small run went into inserting a
    thousand events, and into asking it what had been built, for links between pages that nobody
    opens after a run in a process of its own. `RunLog` listens, and OUT/logs has what is kept.
    """

    def __init__(self) -> None:
        self._inst_data = None

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Forget it; the instance tells its listeners itself."""

    def get_asset_records(self, asset_keys: Sequence[dg.AssetKey] | None = None) -> Iterable[Any]:
        """No asset has a history here."""
        return []

    @property
    def asset_records_have_last_observation(self) -> bool:
        """Nothing else is worth asking for."""
        return True

    def dispose(self) -> None:
        """There is nothing to close."""


def run_instance() -> dg.DagsterInstance:
    """Make an instance for one run in this process, as `DagsterInstance.ephemeral` does."""
    return dg.DagsterInstance(
        instance_type=InstanceType.EPHEMERAL,
        local_artifact_storage=TemporaryLocalArtifactStorage(),
        run_storage=InMemoryRunStorage(),
        event_storage=ForgottenEvents(),
        compute_log_manager=NoOpComputeLogManager(),
        run_coordinator=DefaultRunCoordinator(),
        run_launcher=SyncInMemoryRunLauncher(),
    )
