"""Screens of the console that belong to no single topic."""
