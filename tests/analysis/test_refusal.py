from __future__ import annotations

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import commonbeat.analysis
from commonbeat.analysis.refusal import ImpossibleInput, numbers, refuse_unless


def test_numbers_come_back_as_an_array():
    assert np.array_equal(numbers([1, "2"], "Values"), [1.0, 2.0])
    assert numbers([], "Values", least=0.0).size == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["x"], "Values must be numbers."),
        ([[1.0], [1.0, 2.0]], "Values must be numbers."),
        ([1.0, float("inf")], "Values must all be there and be finite."),
        ([-1.0], "Values must not be under 0."),
    ],
)
def test_others_are_refused_in_a_sentence(values, sentence):
    with pytest.raises(ImpossibleInput) as refused:
        numbers(values, "Values", least=0.0)
    assert str(refused.value) == sentence
    assert isinstance(refused.value, ValueError)


def test_a_condition_that_holds_says_nothing():
    refuse_unless(True, "Never said.")


def test_every_topic_refuses_with_a_kind_of_the_same_error():
    """A caller catches `ImpossibleInput` and has caught them all."""
    names = [m.name for m in pkgutil.walk_packages(commonbeat.analysis.__path__, "commonbeat.analysis.")]
    errors = {
        kind
        for name in names
        for _, kind in inspect.getmembers(importlib.import_module(name), inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__.startswith("commonbeat.analysis.")
    }
    assert {"DisparityError", "LinkingError", "PatternError", "PlaceInputError"} <= {
        e.__name__ for e in errors
    }
    others = {kind.__name__ for kind in errors if not issubclass(kind, ImpossibleInput)}
    assert others == {"SplinkMissing"}  # a library that is not installed is no input
