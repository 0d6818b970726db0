"""What happens on the street."""
