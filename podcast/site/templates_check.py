"""What is wrong with a designer's templates, told before any is run: syntax, and names that nothing will have.

`NAMES` are those that docs/templates.md promises. A name that a template gives itself, or that any other gives, is
left alone, for one may include the other.
"""

from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from podcast.content.overrides import STYLE
from podcast.content.suggest import suggest
from podcast.messages import msg
from podcast.site.templating import PACKAGED, environment, packaged_templates

Fault = tuple[str, int, str, str]
"""File, line, what, remedy."""

NAMES = frozenset(
    "about apps articles card_of csp embed_js embed_of episodes excerpt_of frame_css has_player head iframe"  # noqa: SIM905
    " image_of license link next_of once opening page_css page_of parts_of person persons player_js playlist"
    " playlist_js portrait profile_of reading record related row_of search_js season seasons show show_cover"
    " show_license target turns url".split()
)
_OWN = frozenset(("caller", "kwargs", "loop", "self", "super", "varargs"))
"""Names that the language has in some places."""
_ASKING, _REPLACING = ("defined", "undefined"), ("d", "default")
_DOCUMENTED = msg("docs/templates.md says what there is; for example")


def faults(own: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with a designer's templates. None is run."""
    found: list[Fault] = []
    templates = environment("fr", "UTC", own)
    packaged = packaged_templates()
    trees: dict[str, nodes.Template] = {}
    for name, text in own.items():
        if name == STYLE:
            continue
        try:
            trees[name] = templates.parse(text)
        except TemplateSyntaxError as error:
            remedy = msg("correct it: https://jinja.palletsprojects.com/templates/")
            found.append(
                (name, error.lineno, msg("not a valid template: “{reason}”", reason=error.message), remedy)
            )
        used = any(f'"{name}"' in other or f"'{name}'" in other for at, other in own.items() if at != name)
        if name not in packaged and not used:
            remedy = msg("call it as the one that it replaces; docs/templates.md lists them")
            found.append((name, 1, msg("nothing uses a template of this name"), remedy))
    known = {*NAMES, *_OWN, *templates.globals}
    for tree in (*trees.values(), *(templates.parse(text) for text in packaged.values())):
        known |= set(_given(tree))
    reached = {*packaged, *trees, *(f"{PACKAGED}{one}" for one in packaged)}
    for name, tree in trees.items():
        found += (
            (name, *fault) for fault in (*_unknown(tree, known, templates), *_out_of_reach(tree, reached))
        )
    return found


def _given(tree: nodes.Template) -> Iterator[str]:
    """Give every name that a template gives to something."""
    for one in tree.find_all((nodes.Name, nodes.Import, nodes.FromImport, nodes.Macro)):
        if isinstance(one, nodes.Name):
            if one.ctx != "load":
                yield one.name
        elif isinstance(one, nodes.Import):
            yield one.target
        elif isinstance(one, nodes.Macro):
            yield one.name
        elif isinstance(one, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in one.names)


def _unknown(tree: nodes.Template, known: set[str], templates: Environment) -> Iterator[tuple[int, str, str]]:
    """Give names, filters and tests that there are not; a name that is asked about may be missing."""
    asked = set()
    for asking in tree.find_all((nodes.Test, nodes.Filter)):
        names = _ASKING if isinstance(asking, nodes.Test) else _REPLACING
        if asking.name in names and isinstance(asking.node, nodes.Name):
            asked.add(asking.node.name)
    known = known | asked
    for one in tree.find_all((nodes.Name, nodes.Filter, nodes.Test)):
        if isinstance(one, nodes.Name) and one.ctx == "load" and one.name not in known:
            what = msg("there is nothing called {name}", name=one.name)
            yield one.lineno, what, suggest(one.name, sorted(NAMES), _DOCUMENTED)
        elif isinstance(one, nodes.Filter) and one.name not in templates.filters:
            what = msg("there is no filter {name}", name=one.name)
            yield one.lineno, what, suggest(one.name, sorted(templates.filters), _DOCUMENTED)
        elif isinstance(one, nodes.Test) and one.name not in templates.tests:
            what = msg("there is no test {name}", name=one.name)
            yield one.lineno, what, suggest(one.name, sorted(templates.tests), _DOCUMENTED)


def _out_of_reach(tree: nodes.Template, reached: set[str]) -> Iterator[tuple[int, str, str]]:
    """Give templates that one builds on and that are not there."""
    for one in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = getattr(one, "template", None)
        if not isinstance(wanted, nodes.Const) or not isinstance(wanted.value, str):
            continue
        if wanted.value not in reached and not getattr(one, "ignore_missing", False):
            yield (
                one.lineno,
                msg("a template uses {name}, which is not there", name=wanted.value),
                msg("correct its name; a packaged one is {packaged}NAME.html.jinja", packaged=PACKAGED),
            )
