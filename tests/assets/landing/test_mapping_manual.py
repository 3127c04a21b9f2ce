"""docs/mapping.md says what the code does: its examples load, its tables list what there is."""

import re
from pathlib import Path

import pytest

from assets.landing.expression_functions import FUNCTIONS
from assets.landing.expressions import parse_expression
from assets.landing.mapping import Mapping, load_mapping, shipped_mappings
from assets.landing.mapping_dates import KEYWORDS
from assets.landing.mapping_model import ColumnSpec, MappingModel, SourceSpec, TableSpec, Unpivot
from assets.landing.mapping_units import UNITS

MANUAL = (Path(__file__).parents[3] / "docs" / "mapping.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_examples_load(block, tmp_path):
    path = tmp_path / "example.yml"
    path.write_text(block, encoding="utf-8")
    assert load_mapping(path).tables


@pytest.mark.parametrize("model", [Mapping, SourceSpec, TableSpec, ColumnSpec, Unpivot])
def test_every_key_is_explained(model: type[MappingModel]):
    for name, field in model.model_fields.items():
        key = field.alias or name
        assert (
            f"`{key}`" in MANUAL
            or re.search(rf"^ +{key}: ", MANUAL, re.M)
            or (f"`{key}: " in MANUAL)
        ), key


def test_functions_date_formats_units_and_shipped_mappings_are_listed():
    for function in FUNCTIONS.values():
        assert f"| `{function.example}` | {function.says} |" in MANUAL
        parse_expression(function.example)
    for name in [*KEYWORDS, *UNITS, *shipped_mappings()]:
        assert f"`{name}`" in MANUAL
