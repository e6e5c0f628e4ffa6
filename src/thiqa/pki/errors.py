"""What can be wrong with certificates and with answers about them.

ThiqaError
└── PkiError
    └── SpecimenError              the specimen PKI cannot be made, opened or used as asked
"""

from thiqa.base import ThiqaError


class PkiError(ThiqaError):
    """A certificate, or what is said about one, that cannot be relied on."""


class SpecimenError(PkiError):
    """The specimen PKI cannot be made, opened or used as asked."""
