"""Why a witness does not cosign; each refusal has the status of C2SP tlog-witness.

WitnessError
├── WitnessFolderError             the folder is not that of one whole witness
└── RefusedError                   a request that gets no cosignature
    ├── MalformedRequestError      400: not what C2SP tlog-witness describes
    ├── UnknownLogError            404: no log of this origin is known here
    ├── NotSignedByLogError        403: no trusted key signed, or one of its signatures is bad
    ├── OtherSizeError             409: the old size is not the one that we cosigned last
    └── InconsistentError          422: nothing shows that one history grew
        └── ForkError              422: the log has signed two trees of one size
"""

from http import HTTPStatus

from thiqa.base import ThiqaError


class WitnessError(ThiqaError):
    """Something that a witness foresaw."""


class WitnessFolderError(WitnessError):
    """The folder is not that of one whole witness, so nothing may be signed from it."""


class RefusedError(WitnessError):
    """A request that gets no cosignature; the text is public."""

    status: HTTPStatus


class MalformedRequestError(RefusedError):
    """A request that is not what C2SP tlog-witness describes."""

    status = HTTPStatus.BAD_REQUEST


class UnknownLogError(RefusedError):
    """No log of this origin is known here, or nothing was ever cosigned for it."""

    status = HTTPStatus.NOT_FOUND


class NotSignedByLogError(RefusedError):
    """No key that we trust has signed the checkpoint, or a signature in its name is bad."""

    status = HTTPStatus.FORBIDDEN


class OtherSizeError(RefusedError):
    """The old size is not `size`, the one of the checkpoint that we cosigned last."""

    status = HTTPStatus.CONFLICT

    def __init__(self, size: int) -> None:
        super().__init__(f"the last size that was cosigned here is {size}")
        self.size = size


class InconsistentError(RefusedError):
    """Nothing shows that the tree that we cosigned last is a beginning of this one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ForkError(InconsistentError):
    """The log has signed another tree of the very size that we cosigned: it has two histories."""
