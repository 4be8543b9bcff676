"""A report read back: its elements, texts and the inline style and script."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "base", "source", "embed"})


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    texts: list[str] = field(default_factory=list)
    path: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())


class PageReader(HTMLParser):
    """Raises AssertionError where an end tag doesn't close the element that is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} repeats an attribute: {names}"
        path = tuple(element.tag for element in self.open)
        element = Element(tag, {name: value or "" for name, value in attrs}, path=path)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> while <{self.open[-1].tag}> is open"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.texts.append(data)

    def all(self, tag: str, a_class: str = "") -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag and (not a_class or a_class in element.classes)
        ]

    def marks(self, kind: str, variant: str = "wide", about: str = "") -> list[Element]:
        """The marks of one kind in the drawings of one variant, in order; of the figures that begin so."""
        inside, figure, found = "", "", []
        for element in self.elements:
            if "eyebrow" in element.classes:
                figure = element.text
            if not figure.startswith(about):
                continue
            if element.tag == "svg":
                inside = element.attrs.get("class", "")
            if inside == variant and "m" in element.classes and kind in element.classes:
                found.append(element)
        return found


def read(page: str) -> PageReader:
    """Parse `page` and assert that every element is closed."""
    reader = PageReader()
    reader.feed(page)
    reader.close()
    assert not reader.open, f"never closed: {[element.tag for element in reader.open]}"
    return reader
