"""Directives in a body."""

from hypothesis import given
from hypothesis import strategies as st

from podcast.content.body import Directive, Illustration, Markdown, directives, illustrations, split_body


def test_directives_stand_on_lines_of_their_own() -> None:
    """Text about brackets stays text."""
    parts = split_body("Un.\n\n[[read-also: a]]\n[[listen:b]]\n\nVoir [[read-also: c]] ici.")
    assert parts == (
        Markdown(text="Un."),
        Directive(name="read-also", target="a", line=3),
        Directive(name="listen", target="b", line=4),
        Markdown(text="Voir [[read-also: c]] ici."),
    )


def test_nothing_in_a_code_block_is_a_directive() -> None:
    """An article may show how directives are written."""
    assert directives("```\n[[listen: a]]\n```\n[[listen: b]]") == (
        Directive(name="listen", target="b", line=4),
    )


def test_a_picture_stands_on_a_line_of_its_own() -> None:
    """With what it shows and what stands under it; an address is none of our files."""
    body = (
        "![Une \\[vraie\\] vitrine](vitrine%20bleue.jpg \"Rennes, le « matin »\")\n![](<b c.png>  'Un mot')\n"
        "Un ![mot](c.jpg).\n![Ailleurs](https://a.example/c.jpg)\n```\n![Code](d.jpg)\n```\n ![e](e.jpg)"
    )
    assert illustrations(body) == (
        Illustration(
            file="vitrine bleue.jpg", alt="Une [vraie] vitrine", caption="Rennes, le « matin »", line=1
        ),
        Illustration(file="b c.png", alt="", caption="Un mot", line=2),
        Illustration(file="e.jpg", alt="e", caption="", line=8),
    )


@given(st.text(alphabet='ab[]!().: \n`~-"', max_size=80))
def test_no_text_is_lost(body: str) -> None:
    """Whatever is neither a directive nor a picture comes back in order."""
    kept = "".join(one.text for one in split_body(body) if isinstance(one, Markdown))
    lines = {one.line for one in (*directives(body), *illustrations(body))}
    rest = "".join(line for at, line in enumerate(body.split("\n"), start=1) if at not in lines)
    assert "".join(kept.split()) == "".join(rest.split())
