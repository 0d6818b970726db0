"""Pages for residents: before, while and after writing."""
