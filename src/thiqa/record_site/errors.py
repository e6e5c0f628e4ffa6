"""What can keep the record from being exported."""

from thiqa.base import ThiqaError


class ExportError(ThiqaError):
    """The folder cannot be written, or what lies there is not a beginning of our record."""
