"""Complaints in numbers: open to everybody, released figures only."""

ROWS = {"portal_complaints:numbers": {"open": True}}
