"""The open interface: released data for machines, described by OpenAPI."""
