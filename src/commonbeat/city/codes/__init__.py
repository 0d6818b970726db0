"""Code tables: call types and dispositions."""
