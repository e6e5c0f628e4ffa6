"""The published record over HTTP, for whoever follows it, and for whoever keeps copies."""

from thiqa.record_site.routes import RECORD_PATH, record_endpoints, record_tiles

__all__ = ["RECORD_PATH", "record_endpoints", "record_tiles"]
