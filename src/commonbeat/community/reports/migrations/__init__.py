"""Migrations of this topic."""
