"""Why an answer proves nothing.

DocumentError
└── AnswerError
    ├── AnswerMalformedError       not a signed object of our form
    ├── AnswerSealUnknownError     signed with a seal that nobody whom we trust has issued
    ├── AnswerSignatureError       the seal has not signed this
    ├── AnswerIssuerError          names another body than its seal does
    ├── AnswerAudienceError        made for somebody else
    └── AnswerExpiredError         no longer good, or from the future
"""

from thiqa.documents.errors import DocumentError


class AnswerError(DocumentError):
    """An answer proves nothing."""


class AnswerMalformedError(AnswerError):
    """Not a signed object of our form."""


class AnswerSealUnknownError(AnswerError):
    """Signed with a seal that nobody whom we trust has issued."""


class AnswerSignatureError(AnswerError):
    """The seal has not signed this."""


class AnswerIssuerError(AnswerError):
    """Names another body than its seal does."""


class AnswerAudienceError(AnswerError):
    """Made for somebody else."""


class AnswerExpiredError(AnswerError):
    """No longer good, or from the future."""
