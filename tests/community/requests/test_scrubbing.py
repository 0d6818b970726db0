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


@pytest.mark.parametrize(
    "number",
    [
        "209\u2011555\u20110142",  # dashes that do not break, as telephones set them
        "(209) 555\u20130142",
        "209 - 555 - 0142",
        "209\u00a0555\u00a00142",
        "209\u200b555\u200b0142",  # signs nobody sees
        "209\u2022555\u20220142",
        "209/555-0142",
        "2 0 9 5 5 5 0 1 4 2",
        "123\u201145\u20116789",
        "ana\u200b@example.test",
        "ana\uff20example.test",
    ],
)
def test_no_blank_dash_or_hidden_sign_keeps_a_number_from_being_found(number) -> None:
    assert scrubbed(f"Call {number} please") == "Call […] please"


def test_a_line_cannot_be_turned_around() -> None:
    assert scrubbed("one \u202etwo\u202c \u2066three\u2069\ufeff") == "one two three"


@pytest.mark.parametrize(
    "part", ["a", "a.", "1", "A1", "a ", "a@", "plate number is ", "1 a ", "a' ", "calle a "]
)
def test_four_thousand_signs_made_to_hurt_are_read_like_others(part) -> None:
    text = (part * 4000)[:4000]
    assert findings(scrubbed(text)) == []


def test_a_scrubbed_text_holds_nothing_any_more() -> None:
    once = scrubbed("Call (555) 010-0198, plate 8ABC123, 12 Elm St, a@b.example")
    assert (scrubbed(once), findings(once)) == (once, [])
