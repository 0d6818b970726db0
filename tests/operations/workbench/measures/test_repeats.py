def test_every_pair_is_counted_once(answered):
    found = answered("repeats", metric="euclidean")
    assert found["n"] == 168
    # 84 calls at each of two places: pairs at the same place within under 2 days are the 83 neighbours of each
    assert found["table"]["observed"][0][0] == 2 * 83


def test_a_call_every_day_at_one_place_is_one_chain(answered):
    found = answered("repeats", metric="manhattan")
    assert [chain["events"] for chain in found["chains"]] == [84, 84]
    assert found["chained_share"] == 1.0
    assert len(found["chains"][0]["numbers"]) == 60


def test_calls_on_a_clock_are_no_contagion(answered):
    found = answered("repeats")
    assert all(q is None or q > 0.05 for row in found["table"]["q"] for q in row)
