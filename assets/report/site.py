"""The report's folder: writes its pages, each with the way back to it, and what all pages share."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from assets.report.environment import STATIC

SHARED = "shared"


class Site:
    """A report being written.

    Args:
        out: folder of the report; made if it is not there.
        env: templates.
        shared: what every page is told.
    """

    def __init__(self, out: Path, env: Environment, shared: Mapping[str, Any]) -> None:
        self.out = out
        self._env = env
        self._shared = shared

    def share(self) -> None:
        """Write look, scripts and the chart library, which all pages load from one place."""
        shutil.copytree(
            STATIC,
            self.out / SHARED,
            dirs_exist_ok=True,
            copy_function=shutil.copyfile,
        )

    def write(self, path: str, template: str, **content: Any) -> Path:
        """Write a page.

        Args:
            path: of the page in the report's folder, with `/`.
            template: name of its template.
            content: what only this page is told.
        """
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * path.count("/")
        page = self._env.get_template(template).render(root=root, **self._shared, **content)
        # The same line ends everywhere; lone surrogates of broken exports become marks.
        target.write_bytes(page.encode("utf-8", "replace"))
        return target
