"""Retention in the browser: how long records are kept, what holds them, batches that two people decide on."""
