"""The demo city: Marisol, California, an invented town with invented people, built from a seed."""
