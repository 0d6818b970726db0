"""Commonbeat: the open platform a city police department runs on."""
