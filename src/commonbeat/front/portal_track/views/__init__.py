"""Pages of the tracking door."""
