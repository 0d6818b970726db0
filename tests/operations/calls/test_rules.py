import pytest

from commonbeat.operations.calls.rules import hundred_block, may_be_shown


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        ("1234 Main St", "1200 block of Main St"),
        ("1234 Main St Apt 5", "1200 block of Main St"),
        ("1234 Main St, Apt 5", "1200 block of Main St"),
        ("34 Elm Ave #2", "0 block of Elm Ave"),
        ("1234-1236 Main St", "1200 block of Main St"),
        ("1200 block of Main St", "1200 block of Main St"),
        ("1250 BLK MAIN ST", "1200 block of MAIN ST"),
        ("Main St / Oak Ave", "Main St and Oak Ave"),
        ("MAIN ST & OAK AVE", "MAIN ST and OAK AVE"),
        ("Jane Doe's house", ""),
        ("General Hospital", ""),
        ("", ""),
    ],
)
def test_a_place_is_said_by_block(recorded, said):
    assert hundred_block(recorded) == said


def test_a_point_stands_for_no_home_or_for_eight():
    assert [n for n in range(10) if may_be_shown(n)] == [0, 8, 9]
