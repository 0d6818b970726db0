"""Pages on which staff bring files in."""
