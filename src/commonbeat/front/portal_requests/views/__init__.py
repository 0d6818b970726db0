"""Pages of the issues door."""
