"""The parts of ``bench/soak.py``: the house that is killed, the people who use it meanwhile, what is checked after."""
