"""The strict reader of pages, borrowed from the report's tests."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

READER = Path(__file__).parent / "report" / "page_reader.py"


@pytest.fixture(scope="session")
def read_page() -> Callable[[Path], Any]:
    """The reader, by its path: test folders are not importable from each other."""
    spec = importlib.util.spec_from_file_location("shared_page_reader", READER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their own module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.read_page
