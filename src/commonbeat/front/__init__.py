"""Doors: who may come in, nothing else."""
