"""Complaints, their allegations, and what was found."""
