"""Template tags of the weekly report."""
