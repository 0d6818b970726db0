import stat
import uuid

import pytest

from commonbeat.community.questions import keys

NUMBER = "+12095550142"


@pytest.fixture
def evening():
    one = uuid.uuid4()
    keys.make(one)
    yield one
    keys.destroy(one)


def test_the_key_is_a_file_for_us_alone(evening: uuid.UUID):
    file = keys.folder() / str(evening)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_bytes()) == 32


def test_making_it_again_keeps_the_one_there_is(evening: uuid.UUID):
    before = keys.fingerprint(evening)
    assert keys.make(evening) == before


def test_a_number_has_one_pseudonym_an_evening_and_purpose(evening: uuid.UUID):
    other = uuid.uuid4()
    keys.make(other)
    here = keys.pseudonym(evening, NUMBER)
    assert here == keys.pseudonym(evening, NUMBER)
    assert len({here, keys.pseudonym(other, NUMBER), keys.pseudonym(evening, NUMBER, "browser")}) == 3
    keys.destroy(other)


def test_only_this_evenings_key_opens_what_it_sealed(evening: uuid.UUID):
    other = uuid.uuid4()
    keys.make(other)
    sealed = keys.seal(evening, NUMBER)
    assert NUMBER.encode() not in sealed
    assert sealed != keys.seal(evening, NUMBER)
    assert keys.unseal(evening, sealed) == NUMBER
    with pytest.raises(keys.KeyGone):
        keys.unseal(other, sealed)
    keys.destroy(other)


def test_after_its_destruction_nothing_can_be_made_or_opened(evening: uuid.UUID):
    sealed = keys.seal(evening, NUMBER)
    assert keys.destroy(evening)
    assert not keys.destroy(evening)
    assert not (keys.folder() / str(evening)).exists()
    assert not keys.lives(evening)
    for use in (
        lambda: keys.pseudonym(evening, NUMBER),
        lambda: keys.seal(evening, NUMBER),
        lambda: keys.unseal(evening, sealed),
        lambda: keys.fingerprint(evening),
    ):
        with pytest.raises(keys.KeyGone):
            use()


def test_the_bytes_are_overwritten_before_the_file_goes(evening: uuid.UUID):
    file = keys.folder() / str(evening)
    seen = keys.folder().parent / f"same bytes as {evening}"  # one disk, or there is no second name for them
    seen.hardlink_to(file)
    before = seen.read_bytes()
    keys.destroy(evening)
    assert seen.read_bytes() == bytes(32) != before
    seen.unlink()


def test_a_key_cut_short_is_no_key(evening: uuid.UUID):
    (keys.folder() / str(evening)).write_bytes(b"short")
    assert not keys.lives(evening)


def test_only_an_id_is_a_name_of_a_key():
    with pytest.raises(ValueError, match="badly formed"):
        keys.make("../../secrets.json")
