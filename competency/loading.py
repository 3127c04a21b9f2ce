"""Reads a framework: beside the data of `references`, the only file access of this package.

Syntax is `config_text`, rules between fields `config_rules`; this module joins their findings with
those of the models into one list, each with file, line, value and hint.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from competency.config_findings import Finding, Place
from competency.config_rules import broken_rules
from competency.config_text import ConfigText, read_config_text
from competency.errors import ConfigError, Problem, hint
from competency.framework import Framework
from competency.guard_warnings import warnings
from competency.profile_blame import override_of
from competency.removed_keys import without_removed

SHIPPED = "framework.yml"


def load_framework(path: Path | None = None) -> Framework:
    """Read, check and resolve a framework; without a path the one that ships.

    Raises:
        ConfigError: with every problem found, each naming file and line.

    >>> load_framework().dimension_keys
    ('process', 'knowledge', 'resolution', 'mediation', 'relationship', 'growth')
    """
    return parse_framework(load_text(path), SHIPPED if path is None else str(path))


def load_text(path: Path | None = None) -> str:
    """Return the text of a framework file; without a path the one that ships.

    Raises:
        ConfigError: the file cannot be read as UTF-8.
    """
    if path is None:
        return resources.files("competency").joinpath(SHIPPED).read_text(encoding="utf-8")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(error, str(path)) from error
    except OSError as error:
        raise ConfigError([Problem(str(path), 1, "", f"cannot be read: {error}")]) from error


def not_utf8(error: UnicodeDecodeError, source: str) -> ConfigError:
    """Say what to do with a file saved in another encoding, such as GBK."""
    line = error.object[: error.start].count(b"\n") + 1
    return ConfigError([Problem(source, line, "", "cannot be read: not UTF-8; save it as UTF-8.")])


def parse_framework(
    text: str, source: str, *, every_profile: bool = False, recorded: bool = False
) -> Framework:
    """Check YAML text and return the framework with its profile applied.

    Args:
        text: YAML (JSON is YAML too, so `Framework.to_json` can be read back).
        source: name of the file in messages.
        every_profile: also check the profiles that are not chosen. Not for text that was resolved,
            in which the chosen one already stands below the others.
        recorded: the text was published or approved earlier: keys there were then are passed over
            (`removed_keys`).

    Raises:
        ConfigError: with every problem found, each naming file and line.
    """
    config = read_config_text(text, source)
    if recorded:
        config.data, _ = without_removed(config.data)
    problems = list(config.problems)
    try:
        # By way of JSON, which has lists and words for days but no yes for 1 or "3" for 3.
        framework = Framework.model_validate_json(json.dumps(config.data, default=str), strict=True)
    except ValidationError as error:
        problems += [_explain(config, detail) for detail in error.errors()]
        note = "Rules between keys are checked once these are mended."
        raise ConfigError(problems, note) from error
    broken = broken_rules(framework)
    problems += [config.problem(*finding) for finding in broken]
    names = list(framework.profiles) if every_profile else [framework.profile]
    for name in names:
        if any(finding.path[:2] == ("profiles", name) for finding in broken):
            continue  # what is wrong in it by itself would be told twice
        problems += [
            _blamed(config, framework, name, finding)
            for finding in broken_rules(_applied(framework, name))
            if finding not in broken
        ]
    if problems:
        raise ConfigError(problems)
    return framework.resolved()


def config_warnings(text: str, source: str, as_of: dt.date) -> list[Problem]:
    """Return what should be seen in a sound configuration or its profiles, in order of the file.

    Args:
        text: as for `parse_framework`.
        source: name of the file in messages.
        as_of: day by which a review of a target is overdue.

    Raises:
        ConfigError: the configuration is not sound.

    >>> [one.rule for one in config_warnings(load_text(), "f.yml", dt.date(2027, 7, 1))][:1]
    ['review_by']
    """
    parse_framework(text, source)
    config = read_config_text(text, source)
    framework = Framework.model_validate_json(json.dumps(config.data, default=str), strict=True)
    plain = warnings(framework, as_of)
    found: set[Problem] = set()
    for name in framework.profiles:
        for finding in warnings(_applied(framework, name), as_of):
            kept = finding in plain
            found.add(
                config.problem(*finding) if kept else _blamed(config, framework, name, finding)
            )
    return sorted(found)


def _applied(framework: Framework, name: str) -> Framework:
    return framework.model_copy(update={"profile": name}).resolved()


def _blamed(config: ConfigText, framework: Framework, name: str, finding: Finding) -> Problem:
    """Blame a profile for a rule that the main part keeps."""
    if name not in framework.profiles:
        return config.problem(*finding)
    message = f"applied, {config.where(finding.path)}: {finding.message}"
    place = override_of(framework, name, finding.path)
    return config.problem(place, message, finding.rule, finding.why)


def framework_schema() -> dict[str, Any]:
    """Return the JSON Schema of the configuration, for editors that complete and check.

    >>> framework_schema()["additionalProperties"]
    False
    """
    return Framework.model_json_schema()


def _explain(config: ConfigText, detail: ErrorDetails) -> Problem:
    path, found_in, here = _follow(detail["loc"])
    value = detail["input"]
    if detail["type"] == "extra_forbidden":
        known = sorted(found_in.model_fields)
        message = f"unknown key {str(path[-1])!r}.{hint(str(path[-1]), known)}"
        message += f" Known: {', '.join(known)}."
    elif detail["type"] == "missing":
        message = f"{str(path[-1])!r} is missing and must be given."
        path = path[:-1]
    elif detail["type"] == "union_tag_not_found":
        message = f"'kind' is missing and must be given: {', '.join(_variants(here))}."
    elif detail["type"] == "union_tag_invalid":
        path, kind = (*path, "kind"), str(detail["ctx"]["tag"])
        message = f"{kind!r}: input should be one of {', '.join(_variants(here))}."
        message += hint(kind, _variants(here))
    else:
        message = f"{_short(value)}: {detail['msg'][0].lower()}{detail['msg'][1:]}."
        expected = str(detail.get("ctx", {}).get("expected", ""))
        if detail["type"] == "literal_error":
            message += hint(str(value), expected.replace("'", "").replace(" or ", ", ").split(", "))
    return config.problem(path, message)


def _follow(loc: Sequence[str | int]) -> tuple[Place, type[BaseModel], Any]:
    """Return the place in the file, the innermost model around it, and the type that stands there.

    Pydantic's own path also names the variant chosen by `kind`, which the file does not.
    """
    here: Any = Framework
    around: type[BaseModel] = Framework
    place: Place = ()
    for step in loc:
        variants = _variants(here)
        if step in variants:
            here = variants[str(step)]
            continue
        if step == "[key]":
            continue
        place = (*place, step)
        if _is_model(here):
            around = here
            field = here.model_fields.get(str(step))
            here = field.annotation if field else None
        else:  # an item of tuple[Model, ...] or dict[str, Model]
            here = next((arg for arg in get_args(here) if _is_model(arg) or _variants(arg)), None)
        if type(None) in get_args(here):
            here = next((arg for arg in get_args(here) if _is_model(arg)), here)
    return place, around, here


def _variants(item: Any) -> dict[str, type[BaseModel]]:
    """Return the models of a union told apart by `kind`; nothing for any other type."""
    if get_origin(item) is not Annotated:
        return {}
    models = [arg for arg in get_args(get_args(item)[0]) if _is_model(arg)]
    return {get_args(model.model_fields["kind"].annotation)[0]: model for model in models}


def _is_model(item: Any) -> bool:
    return isinstance(item, type) and issubclass(item, BaseModel)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
