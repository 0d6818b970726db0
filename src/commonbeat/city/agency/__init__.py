"""The agency profile. ``from commonbeat.city.agency.queries import agency``."""
