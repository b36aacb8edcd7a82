"""Writing an element of a namespace: what nobody gave leaves no trace. Knows no tag."""

from lxml import etree


class _Names(dict[str, str]):
    """Names in Clark's notation, made once each."""

    def __init__(self, uri: str) -> None:
        super().__init__()
        self._uri = uri

    def __missing__(self, tag: str) -> str:
        name = self[tag] = f"{{{self._uri}}}{tag}"
        return name


class Namespace:
    """Writes elements of one namespace."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._names = _Names(uri)

    def add(self, parent: etree._Element, tag: str, value: str = "", /, **attributes: str) -> etree._Element:
        """Append an element; attributes that are empty are left out, `_` in their names is `-`."""
        element = etree.SubElement(parent, self._names[tag])
        for name, one in attributes.items():
            if one:
                element.set(name.replace("_", "-") if "_" in name else name, one)
        if value:
            element.text = value
        return element


def number(value: int | None) -> str:
    """Return a whole number as text, nothing if there is none."""
    return "" if value is None else str(value)


def seconds(milliseconds: int | None) -> str:
    """Return milliseconds as seconds without needless zeros, nothing if there is none."""
    if milliseconds is None:
        return ""
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")


def true_or_false(flag: bool) -> str:
    """Return a flag as Apple and the podcast namespace write it."""
    return "true" if flag else "false"


def yes_or_no(flag: bool) -> str:
    """Return a flag as `locked` and `block` write it."""
    return "yes" if flag else "no"
