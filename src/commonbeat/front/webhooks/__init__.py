"""Doors for other services: each is believed by its signature alone."""
