"""What the provider's storage raises besides the errors of `thiqa.database`.

StorageError                     (database)
└── RolesMissingError            the two roles of the data are missing and may not be made
"""

from thiqa.database import StorageError


class RolesMissingError(StorageError):
    """The roles of the two sides are missing; the text has the SQL for an administrator."""
