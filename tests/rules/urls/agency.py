"""The agency profile."""

ROWS = {"agency:profile": {"roles": ["administrator"]}}
