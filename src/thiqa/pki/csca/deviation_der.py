"""The parts of a deviation list in DER (Doc 9303-12, section 10.2), as asn1crypto reads them."""

from asn1crypto import cms, core


class StringsDer(core.SetOf):  # type: ignore[misc]
    _child_spec = core.PrintableString


class SignerIdentifierDer(core.Choice):  # type: ignore[misc]
    _alternatives = [  # noqa: RUF012
        ("issuer_and_serial_number", cms.IssuerAndSerialNumber, {"implicit": 1}),
        ("subject_key_identifier", core.OctetString, {"implicit": 2}),
        ("certificate_digest", core.OctetString, {"implicit": 3}),
    ]


class PeriodDer(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("first_issued", core.GeneralizedTime),
        ("last_issued", core.GeneralizedTime),
    ]


class DocumentsDer(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("document_type", core.PrintableString, {"implicit": 0, "optional": True}),
        ("signer", SignerIdentifierDer, {"optional": True}),
        ("issuing_date", PeriodDer, {"implicit": 4, "optional": True}),
        ("document_numbers", StringsDer, {"implicit": 5, "optional": True}),
    ]


class DescriptionDer(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("description", core.PrintableString, {"optional": True}),
        ("kind", core.ObjectIdentifier),
        ("parameters", core.Any, {"explicit": 0, "optional": True}),
        ("national_use", core.Any, {"explicit": 1, "optional": True}),
    ]


class DescriptionsDer(core.SetOf):  # type: ignore[misc]
    _child_spec = DescriptionDer


class DeviationDer(core.Sequence):  # type: ignore[misc]
    _fields = [("documents", DocumentsDer), ("descriptions", DescriptionsDer)]  # noqa: RUF012


class DeviationsDer(core.SetOf):  # type: ignore[misc]
    _child_spec = DeviationDer


class DeviationListDer(core.Sequence):  # type: ignore[misc]
    """DeviationList (Doc 9303-12, section 10.2)."""

    _fields = [  # noqa: RUF012
        ("version", core.Integer),
        ("digest_algorithm", cms.DigestAlgorithm, {"optional": True}),
        ("deviations", DeviationsDer),
    ]
