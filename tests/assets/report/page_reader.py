"""Reads a page of the report strictly: a tree of elements, or an error where tags do not match."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

VOID = {"meta", "input", "br", "hr", "img", "link"}
SILENT = {"style", "script"}


@dataclass
class Node:
    tag: str
    attributes: dict[str, str | None]
    parent: "Node | None" = None
    children: list["Node | str"] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def elements(self) -> list["Node"]:
        return [c for c in self.children if isinstance(c, Node)]

    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def walk(self):
        yield self
        for child in self.elements:
            yield from child.walk()

    def find(self, tag: str | None = None, **wanted: str) -> list["Node"]:
        """Elements by tag and attributes; `data_x` stands for `data-x`, "*" for any value."""
        pairs = [(k.rstrip("_").replace("_", "-"), v) for k, v in wanted.items()]
        return [
            n
            for n in self.walk()
            if (tag is None or n.tag == tag)
            and all(k in n.attributes and v in ("*", n.attributes[k]) for k, v in pairs)
        ]

    def above(self):
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Node("root", {})

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute: {names}"
        node = Node(tag, dict(attrs), self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_endtag(self, tag):
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}> at {self.getpos()}"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data):
        self.open.children.append(data)


def read_page(source: Path | str) -> Node:
    reader = _Reader()
    reader.feed(source.read_text("utf-8") if isinstance(source, Path) else source)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.tag}> is never closed"
    return reader.root


def chart_data(page: Node, kind: str) -> Any:
    """What the first chart of a kind is drawn from."""
    figure = page.find("figure", data_chart=kind)[0]
    return json.loads(figure.find("script", type="application/json")[0].text())
