"""The connection and the folder that many inputs of a campaign share."""

import contextlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from assets.landing.formats import DISABLED_OPTIMIZERS
from assets.landing.parsing import create_macros

# A connection is thrown away before its catalogue of temporary tables grows slow.
_INPUTS_A_CONNECTION = 200


@dataclass
class Bench:
    """What inputs are tried on.

    Attributes:
        folder: where inputs are written as files.
        used: inputs since the connection was made.
    """

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="ladder-fuzz-")))
    used: int = 0
    _con: duckdb.DuckDBPyConnection | None = None

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The shared connection, made anew now and then."""
        if self._con is None or self.used >= _INPUTS_A_CONNECTION:
            self.drop()
            self._con = duckdb.connect(
                config={
                    "memory_limit": "1GB",
                    "threads": 1,
                    "disabled_optimizers": DISABLED_OPTIMIZERS,
                }
            )
            self._con.execute("SET TimeZone = 'Asia/Shanghai'")
            create_macros(self._con)
            self.used = 0
        self.used += 1
        return self._con

    def drop(self) -> None:
        """Close the connection: an internal error of DuckDB may have made it useless."""
        if self._con is not None:
            with contextlib.suppress(duckdb.Error):
                self._con.close()
        self._con = None


BENCH = Bench()
