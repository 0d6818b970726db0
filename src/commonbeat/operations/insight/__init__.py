"""What the calls and reported crimes of a week say, and how sure we are."""
