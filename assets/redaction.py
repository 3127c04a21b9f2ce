"""Takes erased people and rows out of tables and texts; what is said of others stays as it is.

Rows about them go. Where they stand in rows about others (as mentor, manager, reviewer), the cell
is emptied; where a text names them, the name is.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

ERASED = "erased"
"""What stands where somebody stood who cannot be left out, such as the reviewer of a review."""

PEOPLE_COLUMNS = (
    "agent_id",
    "manager_id",
    "mentor_id",
    "service_mentor_id",
    "reviewer_id",
    "rater_id",
)
"""Columns whose ids are people's; another column may hold the same characters as another's id."""

_NEVER_EMPTY = ("reviewer_id", "rater_id")


@dataclass(frozen=True)
class Redaction:
    """What is to go.

    Attributes:
        rows: ids by column: rows that have one of them in that column go.
        people: ids of people, who may also stand in other columns.
        words: ids and names that can be told from other words, and go from texts.
        replaced: texts that stand for others now, such as hashes of rewritten records.
    """

    rows: Mapping[str, Sequence[str]]
    people: Sequence[str] = ()
    words: Sequence[str] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Return a text without them.

        >>> Redaction({}, words=["A7", "Mei Li"]).text("A7 (Mei Li) mentors A77")
        'erased (erased) mentors A77'
        """
        for pattern, instead in self._patterns():
            text = pattern.sub(instead.replace("\\", r"\\"), text)
        return text

    def json(self, text: str) -> str:
        r"""Return JSON, or lines of it, without them: strings change, numbers never do.

        >>> Redaction({}, words=["1E5", 'O"B']).json('{"a": 1E5, "1E5": "by O\\"B"}')
        '{"a": 1E5, "erased": "by erased"}'
        """
        return _JSON_STRING.sub(lambda found: self._json_string(found[0]), text)

    def _json_string(self, token: str) -> str:
        said = json.loads(token, strict=False)
        without = self.text(said)
        return token if without == said else json.dumps(without, ensure_ascii=False)

    def is_named(self, text: str) -> bool:
        """Tell whether a text names one of them."""
        return any(_whole_word(word).search(text) for word in self.words)

    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        words = sorted(self.words, key=len, reverse=True)
        found = [(_whole_word(word), ERASED) for word in words]
        return found + [(_whole_word(old), new) for old, new in self.replaced.items()]


# A string as JSON writes it.
_JSON_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def strings(text: str) -> list[str]:
    """All strings of JSON, or of lines of it, keys among them."""
    return [json.loads(token, strict=False) for token in _JSON_STRING.findall(text)]


def _whole_word(word: str) -> re.Pattern[str]:
    """A word that is not part of a longer one, nor of a number; Chinese has no blanks."""
    before = r"(?<![0-9A-Za-z_])" if re.match(r"[0-9A-Za-z_]", word) else ""
    after = r"(?![0-9A-Za-z_])" if re.search(r"[0-9A-Za-z_]$", word) else ""
    if re.fullmatch(r"[0-9.eE+-]+", word):
        before, after = rf"{before}(?<![0-9]\.)(?<![-+.])", rf"{after}(?!\.[0-9])"
    return re.compile(f"{before}{re.escape(word)}{after}")


def redact_table(connection: duckdb.DuckDBPyConnection, table: str, redaction: Redaction) -> int:
    """Redact a table of a connection, in place.

    Args:
        connection: a writable one.
        table: its name, as SQL.
        redaction: what is to go.

    Returns:
        How many rows went or were changed.
    """
    columns = connection.execute(f"describe {table}").fetchall()
    texts = [name for name, kind, *_ in columns if kind == "VARCHAR"]
    touched = 0
    for column, ids in redaction.rows.items():
        if column in texts and ids:
            touched += _count(connection, f"delete from {table} where {_quoted(column)} in ", ids)
    for column in texts:
        name = _quoted(column)
        if redaction.people and column in PEOPLE_COLUMNS:
            empty = "'erased'" if column in _NEVER_EMPTY else "null"
            sql = f"update {table} set {name} = {empty} where {name} in "
            touched += _count(connection, sql, redaction.people)
        touched += _redact_texts(connection, table, name, redaction)
    if redaction.people and {"column", "value"} <= set(texts):
        # A refused cell that held an id of a person.
        about = ", ".join(f"'{one}'" for one in PEOPLE_COLUMNS)
        sql = f'update {table} set value = null where "column" in ({about}) and value in '
        touched += _count(connection, sql, redaction.people)
    return touched


def _redact_texts(
    connection: duckdb.DuckDBPyConnection, table: str, name: str, redaction: Redaction
) -> int:
    words = [*redaction.words, *redaction.replaced]
    if not words:
        return 0
    held = " or ".join(f"contains({name}, ?)" for _ in words)
    found = connection.execute(
        f"select distinct {name} from {table} where {held}", words
    ).fetchall()
    touched = 0
    for (text,) in found:
        without = redaction.text(text)
        if without != text:
            connection.execute(f"update {table} set {name} = ? where {name} = ?", [without, text])
            touched += 1
    return touched


def _count(connection: duckdb.DuckDBPyConnection, sql: str, ids: Sequence[str]) -> int:
    marks = ", ".join("?" for _ in ids)
    row = connection.execute(f"{sql} ({marks})", list(ids)).fetchone()
    return int(row[0]) if row else 0


def redact_parquet(content: bytes, redaction: Redaction, scratch: Path) -> bytes:
    """Redact a Parquet file.

    Args:
        content: of the file.
        redaction: what is to go.
        scratch: folder for the time of it.

    Returns:
        The same bytes where nothing was to go.

    Raises:
        duckdb.Error: it is no Parquet.
    """
    before, after = scratch / "before.parquet", scratch / "after.parquet"
    before.write_bytes(content)
    try:
        with duckdb.connect() as connection:
            connection.execute("create table one as from read_parquet(?)", [str(before)])
            if not redact_table(connection, "one", redaction):
                return content
            target = str(after).replace("'", "''")
            connection.execute(
                f"copy one to '{target}' (format parquet, compression zstd, compression_level 1)"
            )
        return after.read_bytes()
    finally:
        before.unlink(missing_ok=True)
        after.unlink(missing_ok=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
