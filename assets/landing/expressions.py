"""The small expression language of mapping files: Python syntax, a fixed list of parts, to SQL.

`col("1 Star Count") * 1 + 2` is parsed with `ast`; every node that is not named here is refused.
The functions are in expression_functions.py, what kinds of value there are in expression_values.py.
"""

import ast
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, reduce

from assets.landing.expression_functions import FUNCTIONS, call_function
from assets.landing.expression_values import (
    Cell,
    Resolve,
    Value,
    as_flag,
    as_number,
    as_text,
    cell_value,
    computed,
    constant_value,
)
from assets.landing.mapping_errors import MappingError, hint
from assets.landing.mapping_sql import refused_number
from assets.landing.sql_text import literal

_LONGEST = 2_000
_LONGEST_SQL = 200_000
_NAMES = ("col", "file_name", *FUNCTIONS)
_ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SAME = {ast.Eq: "IS NOT DISTINCT FROM", ast.NotEq: "IS DISTINCT FROM"}
_SUMS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


@dataclass(frozen=True)
class Expression:
    """A checked expression of a mapping file.

    Attributes:
        text: As written.
        columns: The headers it reads, each with its alternatives.
    """

    text: str
    tree: ast.expr = field(repr=False, compare=False)
    columns: tuple[tuple[str, ...], ...]

    def value(self, resolve: Resolve, *, file: str = "") -> Value:
        """Compile to SQL against one file's columns.

        Args:
            resolve: Finds a header in the file.
            file: Path of the file, for `file_name()`.
        """
        value = _Compiler(resolve, file).compile(self.tree)
        if len(value.sql) + len(value.fails) > _LONGEST_SQL:
            raise MappingError(f"the expression {self.text!r} is too complicated")
        return value

    def as_condition(self, resolve: Resolve, *, file: str = "") -> str:
        """SQL that holds for the rows to keep, also where the condition cannot be told.

        A row whose condition fails to compute stays, so that its bad value is shown and counted.
        """
        value = as_flag(self.value(resolve, file=file))
        return f"(({value.fails}) OR coalesce({value.sql}, false))"


@lru_cache(maxsize=1024)
def parse_expression(text: str) -> Expression:
    """Parse and check an expression; nothing of it is run.

    Raises:
        MappingError: Anything outside the language, with what is allowed.

    >>> parse_expression('number(col("AHT")) * 60').columns
    (('AHT',),)
    >>> parse_expression('__import__("os")')
    Traceback (most recent call last):
    ...
    assets.landing.mapping_errors.MappingError: unknown function '__import__'...
    """
    if len(text) > _LONGEST:
        raise MappingError(f"an expression may be {_LONGEST} characters long, not {len(text)}")
    try:
        with warnings.catch_warnings():
            # "\d" in a pattern is meant as it stands; Python would warn about it.
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = error.msg if isinstance(error, SyntaxError) else str(error)
        raise MappingError(f"not an expression: {text!r} ({why})") from error
    seen: list[tuple[str, ...]] = []

    def remember(names: tuple[str, ...]) -> Cell:
        seen.append(names)
        return Cell("t", "n")

    draft = Expression(text, tree, ())
    try:
        draft.value(remember)
    except RecursionError as error:
        raise MappingError(f"the expression {text[:60]!r}... is nested too deeply") from error
    return Expression(text, tree, tuple(dict.fromkeys(seen)))


def shown_text(value: Value, *, numeric: bool) -> str:
    """SQL of an expression's result as text; where it failed, of the cells it was computed from.

    Args:
        value: The compiled expression.
        numeric: Whether the contract column holds a number, which a shown cell could be taken for.
    """
    if not value.cells:
        return as_text(value).sql
    result = as_text(value).sql
    shown = f"concat_ws(' ', {', '.join(value.cells)})"
    shown = refused_number(shown, "not computable") if numeric else shown
    all_there = " AND ".join(f"{cell} IS NOT NULL" for cell in value.cells)
    unclear = f"CASE WHEN {all_there} THEN {shown} END"
    return f"(CASE WHEN {value.fails} THEN {shown} ELSE coalesce({result}, {unclear}) END)"


class _Compiler:
    """One walk over a tree; only the nodes named here pass."""

    def __init__(self, resolve: Resolve, file: str) -> None:
        self.resolve = resolve
        self.file = file

    def compile(self, node: ast.expr) -> Value:
        allowed: dict[type[ast.expr], Callable[..., Value]] = {
            ast.Constant: lambda constant: constant_value(constant.value),
            ast.BinOp: self._arithmetic,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._and_or,
            ast.Compare: self._comparison,
            ast.IfExp: self._if_else,
            ast.Call: self._call,
        }
        build = allowed.get(type(node))
        if build is None:
            raise MappingError(
                f"{ast.unparse(node)!r} is not part of the expression language; it has "
                'col("header"), texts, numbers, + - * /, comparisons, and/or/not, x if c else y'
            )
        return build(node)

    def _if_else(self, node: ast.IfExp) -> Value:
        parts = (node.test, node.body, node.orelse)
        return call_function("if_else", [self.compile(part) for part in parts])

    def _arithmetic(self, node: ast.BinOp) -> Value:
        left, right = self.compile(node.left), self.compile(node.right)
        if isinstance(node.op, ast.Add) and "text" in {left.kind, right.kind}:
            raise MappingError("+ adds numbers; join texts with concat(a, b)")
        x, y = as_number(left), as_number(right)
        sign = _SUMS.get(type(node.op))
        if sign is not None:
            return computed(f"({x.sql} {sign} {y.sql})", "number", (x, y))
        if not isinstance(node.op, ast.Div):
            raise MappingError("unknown operator; numbers have + - * /")
        # DuckDB divides by zero without a word, into infinity.
        by_zero = f"({x.sql} IS NOT NULL AND {y.sql} = 0)"
        return computed(f"({x.sql} / nullif({y.sql}, 0))", "number", (x, y), fails=by_zero)

    def _unary(self, node: ast.UnaryOp) -> Value:
        inner = self.compile(node.operand)
        match node.op:
            case ast.Not():
                flag = as_flag(inner)
                return computed(f"(NOT coalesce({flag.sql}, false))", "flag", (flag,))
            case ast.USub() | ast.UAdd():
                number = as_number(inner)
                if isinstance(node.op, ast.UAdd):
                    return number
                if isinstance(inner.written, float):
                    return constant_value(-inner.written)
                return computed(f"(- {number.sql})", "number", (number,))
            case _:
                raise MappingError("unknown operator; numbers have + - * /, conditions have not")

    def _and_or(self, node: ast.BoolOp) -> Value:
        flags = [as_flag(self.compile(part)) for part in node.values]
        is_and = isinstance(node.op, ast.And)

        def combine(left: Value, right: Value) -> Value:
            # The right side is only looked at, and can only fail, when the left leaves it open.
            is_open = f"coalesce({left.sql}, false)"
            is_open = is_open if is_and else f"NOT {is_open}"
            guarded = right.failing_only_if(is_open)
            word = "AND" if is_and else "OR"
            sql = f"(coalesce({left.sql}, false) {word} coalesce({right.sql}, false))"
            return computed(sql, "flag", (left, guarded))

        return reduce(combine, flags)

    def _comparison(self, node: ast.Compare) -> Value:
        sides = [node.left, *node.comparators]
        parts = [
            self._compare(op, left, right)
            for op, left, right in zip(node.ops, sides[:-1], sides[1:], strict=True)
        ]
        sql = " AND ".join(part.sql for part in parts)
        return computed(f"({sql})", "flag", parts)

    def _compare(self, op: ast.cmpop, left_node: ast.expr, right_node: ast.expr) -> Value:
        left = self.compile(left_node)
        if isinstance(op, ast.In | ast.NotIn):
            return self._is_in(left, right_node, negated=isinstance(op, ast.NotIn))
        right = self.compile(right_node)
        is_equality = type(op) in _SAME
        if not is_equality and type(op) not in _ORDER:
            raise MappingError("unknown comparison; there are == != < <= > >= in, not in")
        kinds = {left.kind, right.kind}
        if "flag" in kinds:
            if kinds != {"flag"}:
                raise MappingError("a condition can only be compared with True, False or another")
            x, y = left, right
        elif "number" in kinds or (kinds == {"cell"} and not is_equality):
            x, y = as_number(left), as_number(right)
        else:
            x, y = as_text(left), as_text(right)
        if is_equality:
            first, second = (f"nullif({v.sql}, '')" if v.kind == "text" else v.sql for v in (x, y))
            return computed(f"({first} {_SAME[type(op)]} {second})", "flag", (x, y))
        return computed(f"coalesce({x.sql} {_ORDER[type(op)]} {y.sql}, false)", "flag", (x, y))

    def _is_in(self, left: Value, right: ast.expr, *, negated: bool) -> Value:
        items = right.elts if isinstance(right, ast.Tuple | ast.List) else []
        texts = [i.value for i in items if isinstance(i, ast.Constant) and isinstance(i.value, str)]
        if not items or len(texts) != len(items):
            raise MappingError('after "in" stands a list of texts, as in x in ("a", "b")')
        text = as_text(left)
        listed = ", ".join(literal(item) for item in texts)
        word = "NOT " if negated else ""
        return computed(f"({word}coalesce({text.sql}, '') IN ({listed}))", "flag", (text,))

    def _call(self, node: ast.Call) -> Value:
        if not isinstance(node.func, ast.Name):
            raise MappingError(f"{ast.unparse(node.func)!r} is not a function of this language")
        name = node.func.id
        if name not in _NAMES:
            raise MappingError(f"unknown function {name!r}{hint(name, _NAMES)}")
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            raise MappingError(f"{name}() takes its values in order, without names or stars")
        if name == "col":
            return self._cell(node.args)
        if name == "file_name":
            if node.args:
                raise MappingError("file_name() takes no value")
            return constant_value(self.file.rsplit("/", 1)[-1])
        return call_function(name, [self.compile(argument) for argument in node.args])

    def _cell(self, nodes: list[ast.expr]) -> Value:
        headers = [node.value for node in nodes if isinstance(node, ast.Constant)]
        texts = tuple(header for header in headers if isinstance(header, str) and header)
        if not texts or len(texts) != len(nodes):
            raise MappingError('col() takes a header written out, as in col("Case ID")')
        return cell_value(self.resolve(texts))
