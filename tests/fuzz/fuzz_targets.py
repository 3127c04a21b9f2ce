"""All targets of the campaign: what each tries, where it starts from, its share of the inputs."""

import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import openpyxl
from fuzz_bench import BENCH
from fuzz_files import fuzz_csv, fuzz_gzip, fuzz_jsonl, fuzz_parquet, fuzz_xlsx
from fuzz_texts import fuzz_cells, fuzz_config, fuzz_expressions, fuzz_mapping

from assets.landing.expression_functions import FUNCTIONS
from assets.landing.mapping import shipped_mappings

_CSV = b"survey_id,interaction_id,responded_at,csat,nps\nS1,I1,2024-03-02T09:00:00+08:00,5,10\n"
_JSON = b'{"survey_id": "S1", "interaction_id": "I1", "responded_at": "2024-03-02", "csat": 5}\n'
_ROWS = (
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>survey_id</t></is></c>'
    b'<c r="B1" t="inlineStr"><is><t>interaction_id</t></is></c><c r="C1" t="s"><v>0</v></c></row>'
    b'<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="str"><f>1+1</f><v>I1</v></c>'
    b'<c r="C2"><v>5</v></c></row>\x1e<si><t>csat</t></si>'
)
_MAPPING = b"""sources:
  - files: calls*.csv
    zone: Asia/Shanghai
    tables:
      crm/interactions:
        where: col("a") != "x"
        columns:
          interaction_id: a
          agent_id: {from: [b, c], values: {x: A1, "*": A2}}
          opened_at: {from: b, date: [iso, dd/mm/yyyy, {days_since: 2018-10-01}]}
          handle_seconds: {from: a, unit: [minutes, "hh:mm:ss"]}
          reopened: {expr: 'if_else(contains(col("a"), "1"), "yes", "no")'}
"""


@dataclass(frozen=True)
class Target:
    """One thing to fuzz.

    Attributes:
        run: tries an input; what it raises is a finding.
        seeds: sound inputs to start from.
        share: of the campaign's inputs.
        words: what inputs are made of, for the fuzzer's dictionary.
        longest: most bytes of an input.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    share: float
    words: tuple[str, ...] = ()
    longest: int = 400


def _parquet_seeds() -> list[bytes]:
    sql = """SELECT 'S' || range AS survey_id, 'I1' AS interaction_id, range % 5 + 1 AS csat,
      TIMESTAMP '2024-03-01' + to_days(range::INTEGER) AS responded_at, range / 2 AS nps
      FROM range(20)"""
    seeds = []
    path = BENCH.folder / "seed.parquet"
    for codec in ("uncompressed", "snappy", "zstd"):
        with duckdb.connect() as con:
            con.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION {codec})")
        seeds.append(path.read_bytes())
    return seeds


def _workbook_seeds() -> list[bytes]:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["survey_id", "interaction_id", "csat"])
    book.active.append(["S1", "I1", 5])
    book.save(out)
    return [_ROWS, out.getvalue()]


def _expression_seeds() -> list[bytes]:
    return [function.example.encode() for function in FUNCTIONS.values()] + [
        b'1 if col("A") == "Y" else 0',
        b'col("A") in ("a", "b") and not is_empty(col("B"))',
    ]


def _mapping_seeds() -> list[bytes]:
    return [_MAPPING, *(path.read_bytes()[:1500] for path in shipped_mappings().values())]


def _config_seeds() -> list[bytes]:
    changes = [b"\x00\x10\x00 0.5", b"\x00\x40\x00 .inf\x1e\x00\x50\x01 - a: b", b"\x01\x00\x02"]
    return [b"name: x\nversion: 1\ndimensions: [{key: a}]\n", *(b"\x00" + one for one in changes)]


_CELLS = [
    "1.5e2",
    "2024-03-01T09:00:00+08:00",
    "是",
    " Calm ",
    "２０２４－０１－０５",
    "张（zhāng）",
    "0.0",
]
_YAML_WORDS = ("*", "&a", "<<: *a", "!!int", "- ", ": ", "|\n", '"', "{", "}", "[", "]", "---")

TARGETS = {
    "cells": Target(fuzz_cells, lambda: ["\x1f".join(_CELLS).encode()], 0.40,
                    ("\x1f", "T", "+08:00", "Z", "e", ".", "　", "：", "是")),
    "expressions": Target(fuzz_expressions, _expression_seeds, 0.35,
                          (*(f"{name}(" for name in FUNCTIONS), 'col("a")', " if ", " else ",
                           " and ", " in ", "not ", "==", ")", ",", '"')),
    "mapping": Target(fuzz_mapping, _mapping_seeds, 0.185, _YAML_WORDS, 1500),
    "config": Target(fuzz_config, _config_seeds, 0.03, _YAML_WORDS, 300),
    "csv": Target(fuzz_csv, lambda: [_CSV, b"\x00" + _CSV], 0.012,
                  ('"', ",", "\n", "\r\n", ";", "\t", "survey_id", "csat")),
    "gzip": Target(fuzz_gzip, lambda: [gzip.compress(_CSV, mtime=0)], 0.003),
    "jsonl": Target(fuzz_jsonl, lambda: [_JSON, b"[" + _JSON + b"]"], 0.01,
                    ('"', "{", "}", "[", "]", ":", ",", "null", "\\u0000", "1e999", "survey_id")),
    "xlsx": Target(fuzz_xlsx, _workbook_seeds, 0.005,
                   ("<row", "<c", "<v>", "</c>", 't="s"', 'r="XFD1048576"', "<is><t>", "&amp;")),
    "parquet": Target(fuzz_parquet, _parquet_seeds, 0.005, (), 4000),
}  # fmt: skip
