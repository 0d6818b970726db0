"""Discipline: what an officer is told, may answer and may appeal, and what comes of it."""
