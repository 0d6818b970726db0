"""Interviews, evidence and its chain of custody, and the criminal track apart."""
