"""Promises to the public, in the console."""

ROWS = {"promises:late": {"roles": ["chief", "command", "community"]}}
