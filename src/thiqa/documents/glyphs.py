"""Which characters the fonts of documents have; whatever else is asked for is shown as one sign."""

import re

COVERED = (
    "\u0020-\u007e\u00a0-\u017f\u018f\u0192\u01cd-\u01dc\u0218-\u021b\u0259\u02bc\u02be\u02bf"
    "\u0300-\u0331\u0600-\u0604\u0606-\u061b\u061e-\u06ff\u0750-\u077f\u1e00-\u1eff"
    "\u200c\u200d\u2010-\u2027\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122\u25cc"
    "\u2d30-\u2d67\u2d6f\u2d70\u2d7f"
)
"""Ranges for a regular expression: Latin, Arabic and Tifinagh as they are written today."""

REPLACEMENT = "\ufffd"

_OTHER = re.compile(f"[^{COVERED}\n]")


def with_glyphs(text: str) -> str:
    """Return a text in which every character has a glyph."""
    return _OTHER.sub(REPLACEMENT, text)
