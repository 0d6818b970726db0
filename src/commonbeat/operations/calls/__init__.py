"""Calls for service."""
