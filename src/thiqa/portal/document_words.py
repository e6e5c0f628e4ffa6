"""What the page that checks documents says: what it found, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.web.messages import message


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding in plain words; both are English messages."""

    heading: str
    text: str


VERDICTS: Mapping[str, Verdict] = {
    "valid": Verdict(
        message("Genuine and valid"),
        message("The body named below has issued this. It is unchanged, and still valid."),
    ),
    "expired": Verdict(
        message("Genuine, but its time is over"),
        message("The body named below has issued this. It is unchanged, but no longer valid."),
    ),
    "withdrawn": Verdict(
        message("Genuine, but taken back"),
        message("The body named below has issued this, and has taken it back. Do not rely on it."),
    ),
    "replaced": Verdict(
        message("Genuine, but replaced"),
        message("The body named below has issued another one in its place. Ask for the new one."),
    ),
    "unknown": Verdict(
        message("The seal is genuine, the number is unknown here"),
        message("We cannot say whether it is still valid. Ask the body named below."),
    ),
}
"""By the standing of its number."""

REFUSED = Verdict(
    message("Do not rely on this"),
    message("It does not prove what it says."),
)
NOTHING_SENT = Verdict(
    message("Nothing was sent"),
    message("Choose a file, or paste the link of a code."),
)
BUSY = Verdict(
    message("Too many documents are being checked just now"),
    message("Please try again in a moment. The code on the paper can be checked at once."),
)
NEVER_ASKED = Verdict(
    message("Genuine; whether it is still valid was not asked"),
    message(
        "The body named below has issued this. Without a network this page cannot tell whether"
        " it was taken back."
    ),
)

CHANGED = message("It was changed after it had been sealed.")
NO_SEAL = message("No public body has sealed it.")
UNKNOWN_SEAL = message("It bears a seal that we do not know.")
FORGED = message("Its seal is forged.")
SEAL_ENDED = message("Its seal was no longer good when it was used, or was revoked.")
NO_TIME = message("Nobody can say when it was sealed.")
NOT_RENEWED = message("Its seal was not renewed in time, so it can no longer be checked.")
NOT_A_PAPER = message("It is not a document that was issued here, or it is damaged.")
NOT_A_CODE = message("It is not the code of a document, or a part of it is missing.")
WRONG_BODY = message("It names another body than the one that has sealed it.")
CONTRADICTION = message("It contradicts itself.")
NO_ANSWER = message("It is not a signed answer, or a part of it is missing.")
ANSWER_OVER = message("The answer is no longer valid.")

REASONS: Mapping[str, str] = {
    "DocumentChangedError": CHANGED,
    "DocumentUpdatedError": CHANGED,
    "SeveralSealsError": CHANGED,
    "NotSealedError": NO_SEAL,
    "SealNotTrustedError": UNKNOWN_SEAL,
    "SealForgedError": FORGED,
    "SealOutOfTimeError": SEAL_ENDED,
    "SealRevokedError": SEAL_ENDED,
    "SealUnprovenError": NO_TIME,
    "TimeStampMissingError": NO_TIME,
    "TimeStampRefusedError": NO_TIME,
    "TimeStampExpiredError": NOT_RENEWED,
    "DocumentMalformedError": NOT_A_PAPER,
    "SheetRefusedError": CONTRADICTION,
    "CodeMalformedError": NOT_A_CODE,
    "CodeSealUnknownError": UNKNOWN_SEAL,
    "CodeSealRevokedError": SEAL_ENDED,
    "CodeSignatureError": FORGED,
    "CodeIssuerError": WRONG_BODY,
    "CodePeriodError": SEAL_ENDED,
    "AnswerMalformedError": NO_ANSWER,
    "AnswerSealUnknownError": UNKNOWN_SEAL,
    "AnswerSignatureError": FORGED,
    "AnswerIssuerError": WRONG_BODY,
    "AnswerExpiredError": ANSWER_OVER,
}
"""By the name of the error."""

LABELS: Mapping[str, str] = {
    "issuer": message("Issued by"),
    "document": message("Kind of document"),
    "holder": message("Holder"),
    "number": message("Number"),
    "issued": message("Issued on"),
    "until": message("Valid until"),
    "changed": message("Taken back or replaced on"),
    "compare": message(
        "This is what the code says. Compare it with the paper: what is printed around a code"
        " proves nothing."
    ),
    "no_reader": message(
        "This browser cannot read codes in pictures. Let the camera of a phone read the code."
    ),
    "no_code": message("There is no code of a document in this picture."),
}
"""By the names that the script uses."""
