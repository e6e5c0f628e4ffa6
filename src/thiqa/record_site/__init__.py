"""The published record for everybody: over HTTP, and as files that others carry."""

from thiqa.record_site.errors import ExportError
from thiqa.record_site.export import Exported, export
from thiqa.record_site.folder import ExportFolder
from thiqa.record_site.routes import RECORD_PATH, record_endpoints, record_tiles

__all__ = [
    "RECORD_PATH",
    "ExportError",
    "ExportFolder",
    "Exported",
    "export",
    "record_endpoints",
    "record_tiles",
]
