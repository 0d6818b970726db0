"""Incidents: reported crimes as the department recorded them."""
