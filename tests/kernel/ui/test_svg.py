from xml.etree import ElementTree

import pytest

from commonbeat.kernel.ui.svg import sanitised

WRAP = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<style>*{fill:red}</style>",
        '<image href="http://other.example/x.png"/>',
        "<foreignObject><body/></foreignObject>",
        '<a href="javascript:alert(1)"><path d="M0,0"/></a>',
    ],
)
def test_only_shapes_and_text_pass(bad):
    svg = sanitised(WRAP.format(f'{bad}<path d="M0,0h1"/>'), title="t", description="d")
    assert svg.count("<path") == 1
    assert "alert" not in svg
    assert "example" not in svg
    assert "fill:red" not in svg


def test_only_presentation_attributes_pass():
    inner = '<path d="M0,0" style="fill:red" onclick="x()" class="c" fill="url(http://other.example)"/>'
    svg = sanitised(WRAP.format(inner), title="t", description="d")
    assert '<path d="M0,0" />' in svg


def test_ids_differ_between_charts_and_references_follow():
    inner = '<defs><clipPath id="clip0"><rect/></clipPath></defs><g clip-path="url(#clip0)"/>'
    first = sanitised(WRAP.format(inner), title="one", description="")
    second = sanitised(WRAP.format(inner), title="two", description="")
    clip = first.split('clipPath id="')[1].split('"')[0]
    assert f'clip-path="url(#{clip})"' in first
    assert clip not in second


def test_title_and_description_are_named_and_escaped():
    svg = sanitised(WRAP.format(""), title="14 < 20", description="n 9 & more")
    assert "14 &lt; 20</title>" in svg
    assert "n 9 &amp; more</desc>" in svg
    assert 'role="img"' in svg


def test_another_library_that_names_the_namespace_changes_nothing() -> None:
    plain = sanitised(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0,0"/></svg>', title="t", description="d"
    )

    ElementTree.register_namespace("svg", "http://www.w3.org/2000/svg")

    again = sanitised(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0,0"/></svg>', title="t", description="d"
    )
    assert again == plain
    assert again.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
