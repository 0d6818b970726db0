"""Members of the department, their units and shifts."""
