"""Open311 GeoReport v2: other people's apps and other cities' systems, reading and reporting."""
