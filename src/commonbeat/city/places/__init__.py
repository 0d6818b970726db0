"""Beats, boundary, streets, landmarks and the points that may stand in for an address in public."""
