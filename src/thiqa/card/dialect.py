"""What card and terminal must spell alike: instructions, parameters and tags of the application.

ISO/IEC 7816-4 and 7816-8; the signature part is the dialect of FINEID S1.
"""

from enum import IntEnum
from typing import Final


class Instruction(IntEnum):
    """Instructions that the application knows."""

    VERIFY = 0x20
    MANAGE_SECURITY_ENVIRONMENT = 0x22
    CHANGE_REFERENCE_DATA = 0x24
    PERFORM_SECURITY_OPERATION = 0x2A
    RESET_RETRY_COUNTER = 0x2C
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    GENERAL_AUTHENTICATE = 0x86
    INTERNAL_AUTHENTICATE = 0x88
    SELECT = 0xA4
    READ_BINARY = 0xB0
    READ_BINARY_ODD = 0xB1
    GET_RESPONSE = 0xC0
    GET_DATA = 0xCB


BY_APPLICATION: Final = 0x04
BY_PATH_FROM_MASTER_FILE: Final = 0x08
WITH_FILE_CONTROL_PARAMETERS: Final = 0x04
WITHOUT_ANSWER: Final = 0x0C

CURRENT_DIRECTORY: Final = (0x00, 0xFF)
"""P1 and P2 of GET DATA that ask for control data of the current application."""
SET_FOR_SIGNATURE: Final = (0x41, 0xB6)
"""P1 and P2 of MANAGE SECURITY ENVIRONMENT that choose key and algorithm."""
TAKE_HASH: Final = (0x90, 0xA0)
"""P1 and P2 of PERFORM SECURITY OPERATION that give a hash made outside."""
COMPUTE_DIGITAL_SIGNATURE: Final = (0x9E, 0x9A)
"""P1 and P2 of PERFORM SECURITY OPERATION that sign it."""

MAX_CERTIFICATE_BYTES: Final = 10_000
"""The largest certificate that is put on a card or read from one."""

TAG_FILE_CONTROL_PARAMETERS: Final = 0x62
TAG_FILE_BYTES: Final = 0x80
TAG_FILE_IDENTIFIER: Final = 0x83
TAG_APPLICATION: Final = 0x84

TAG_ALGORITHM: Final = 0x80
TAG_PRIVATE_KEY: Final = 0x84
TAG_HASH: Final = 0x90

TAG_CONTROL: Final = 0xA0
TAG_REFERENCE: Final = 0x83
TAG_TRIES: Final = 0xDF21
TAG_PADDED_LENGTH: Final = 0xDF28

SET_FOR_VERIFICATION: Final = (0x81, 0xB6)
"""P1 and P2 of MANAGE SECURITY ENVIRONMENT that choose the key of a certificate's issuer."""
SET_FOR_EXTERNAL_AUTHENTICATION: Final = (0x81, 0xA4)
"""P1 and P2 of MANAGE SECURITY ENVIRONMENT that choose the key of a terminal."""
VERIFY_CERTIFICATE: Final = (0x00, 0xBE)
"""P1 and P2 of PERFORM SECURITY OPERATION that bring a certificate."""
TAG_PUBLIC_KEY: Final = 0x83
"""In MANAGE SECURITY ENVIRONMENT: the name of a public key."""
SET_FOR_KEY_AGREEMENT: Final = (0x41, 0xA6)
"""P1 and P2 of MANAGE SECURITY ENVIRONMENT that do chip authentication with 3DES at once."""
SET_FOR_INTERNAL_AUTHENTICATION: Final = (0x41, 0xA4)
"""P1 and P2 of MANAGE SECURITY ENVIRONMENT that choose a form of chip authentication."""
