"""Clears the place that a file is to be written to: `make_way`."""

import shutil
from pathlib import Path


def make_way(path: Path) -> None:
    """Remove what lies at a path, whatever it is, and a file where one of its folders is to be.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     Path(name, "a.parquet").mkdir()
    ...     make_way(Path(name, "a.parquet"))
    ...     Path(name, "a.parquet").exists()
    False
    """
    for parent in path.parents:
        if parent.exists():
            if not parent.is_dir():
                parent.unlink()
            break
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
