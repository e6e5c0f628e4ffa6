"""Programs tell faults apart by their codes, so each error has one of its own."""

from thiqa.card.channel.cv_certificates.errors import CvCertificateError
from thiqa.card.channel.errors import AnswerForgedError, AnswerUnprotectedError, ChannelLostError
from thiqa.card.channel.pace.errors import KeyInvalidError, KeyReflectedError, PaceError


def test_every_fault_of_a_certificate_has_a_code_of_its_own() -> None:
    errors = [CvCertificateError, *CvCertificateError.__subclasses__()]
    assert len({error.code for error in errors}) == len(errors) == 8


def test_what_a_chip_does_wrong_in_a_channel_has_a_code_of_its_own() -> None:
    errors = [ChannelLostError, AnswerForgedError, AnswerUnprotectedError]
    errors += [PaceError, KeyInvalidError, KeyReflectedError]
    assert len({error.code for error in errors}) == len(errors)
