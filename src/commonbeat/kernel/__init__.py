"""The kernel: what every room needs. It knows no policing."""
