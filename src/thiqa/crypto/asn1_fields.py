"""What asn1crypto does not mind: values behind the last field of a sequence."""

from typing import Any

from asn1crypto import core

from thiqa.base import EncodingError


def require_only_fields(value: Any) -> None:
    """Require that no sequence holds more than the fields of its type; raise EncodingError.

    Nothing would look at the rest, and outside of what is signed anybody could put it there. What
    is of no known type (`Any`, the content of strings) is not looked into.
    """
    if isinstance(value, core.Choice):
        require_only_fields(value.chosen)
    elif isinstance(value, core.SequenceOf | core.SetOf):
        for each in value:
            require_only_fields(each)
    elif isinstance(value, core.Sequence | core.Set):
        fields = len(type(value)._fields)
        if len(value) > fields:
            raise EncodingError(f"more in a {type(value).__name__} than belongs there")
        for place in range(len(value)):
            require_only_fields(value[place])
