"""What a request for verified claims may run into while it is answered.

OidcError
└── UnmetError    the request demands what did not happen: it is answered by leaving out
"""

from thiqa.oidc.errors import OidcError


class UnmetError(OidcError):
    """What is known does not fulfil a demand on it."""
