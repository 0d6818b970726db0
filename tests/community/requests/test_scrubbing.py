"""What is taken out of a resident's words before everybody reads them."""

import pytest

from commonbeat.community.requests.scrubbing import findings, scrubbed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call me at (555) 010-0198.", "Call me at […]."),
        ("555-010-0198 or +1 555 010 0198", "[…] or […]"),
        ("call 010-0198 please", "call […] please"),
        ("mail ana.ruiz+x@example.test now", "mail […] now"),
        ("ana (at) example.test", "[…]"),
        ("SSN 123-45-6789", "SSN […]"),
        ("card 4111 1111 1111 1111!", "card […]!"),
        ("red truck 8ABC123 leaks", "red truck […] leaks"),
        ("plate number XY-1234", "[…]"),
        ("placas 7XYZ999 del carro", "[…] del carro"),
        ("VIN 1HGCM82633A004352 it is", "VIN […] it is"),
        ("born 3/14/1988", "born […]"),
        ("at 1234 Oak Avenue apt 5", "at […]"),
        ("in front of 88 N. Main St.", "in front of […]"),
        ("Avenida Juárez 1450", "[…]"),
        ("see www.example.test/me", "see […]"),
        ("ask @ana_ruiz", "ask […]"),
        ("unit 12B", "[…]"),
    ],
)
def test_what_points_at_a_person_goes(text, shown) -> None:
    assert scrubbed(text) == shown
    assert findings(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "Three carts by the wall.",
        "It is 5 feet high and 20 long",
        "since 2019, every 2 weeks",
        "Highway 12 exit",
        "50 mph zone",
    ],
)
def test_plain_words_stay(text) -> None:
    assert scrubbed(text) == text
    assert findings(text) == []


def test_a_scrubbed_text_holds_nothing_any_more() -> None:
    once = scrubbed("Call (555) 010-0198, plate 8ABC123, 12 Elm St, a@b.example")
    assert (scrubbed(once), findings(once)) == (once, [])
