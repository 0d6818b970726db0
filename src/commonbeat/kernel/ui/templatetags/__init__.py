"""Template tags of the screen kit."""
