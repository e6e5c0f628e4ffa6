"""libeac3, the library of OpenPACE: nothing is known of it but the names of its functions."""

import ctypes

ACCESS_NUMBER = 2
"""The reference of the card access number, in PACE and in the library."""
CHANNEL_OF_PACE = 0


class Buffer(ctypes.Structure):
    """BUF_MEM of OpenSSL."""

    _fields_ = (
        ("length", ctypes.c_size_t),
        ("data", ctypes.c_void_p),
        ("max", ctypes.c_size_t),
        ("flags", ctypes.c_ulong),
    )


Argument = bytes | int | ctypes.c_void_p
LIBRARY = ctypes.CDLL("libeac.so.3")
LIBRARY.BUF_MEM_create_init.restype = ctypes.POINTER(Buffer)


def get(name: str, *arguments: Argument) -> bytes:
    """Call a function that gives bytes."""
    function = getattr(LIBRARY, name)
    function.restype = ctypes.POINTER(Buffer)
    result = function(*map(_as_buffer, arguments))
    if not result:
        raise ValueError(f"{name} gave nothing")
    return ctypes.string_at(result.contents.data, result.contents.length)


def do(name: str, *arguments: Argument) -> None:
    """Call a function that says whether it did it."""
    if getattr(LIBRARY, name)(*map(_as_buffer, arguments)) != 1:
        raise ValueError(f"{name} failed")


def make(name: str, *arguments: object) -> ctypes.c_void_p:
    """Call a function that makes something."""
    function = getattr(LIBRARY, name)
    function.restype = ctypes.c_void_p
    return ctypes.c_void_p(function(*arguments))


def _as_buffer(argument: Argument) -> object:
    if isinstance(argument, bytes):
        return LIBRARY.BUF_MEM_create_init(argument, ctypes.c_size_t(len(argument)))
    return argument


def objects(data: bytes) -> dict[int, bytes]:
    """Read data objects with tags of one byte."""
    found, at = {}, 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length > 0x80:
            size = length - 0x80
            length, at = int.from_bytes(data[at : at + size]), at + size
        found[tag], at = data[at : at + length], at + length
    return found


def written(tag: int, value: bytes) -> bytes:
    if len(value) < 0x80:
        return bytes((tag, len(value))) + value
    size = 1 if len(value) < 0x100 else 2
    return bytes((tag, 0x80 + size)) + len(value).to_bytes(size) + value


def new_pace(offer: bytes) -> ctypes.c_void_p:
    """Begin PACE in the form that EF.CardAccess offers."""
    LIBRARY.EAC_init()
    pace = make("EAC_CTX_new")
    size = ctypes.c_size_t(len(offer))
    if LIBRARY.EAC_CTX_init_ef_cardaccess(offer, size, pace) != 1:
        raise ValueError("EF.CardAccess is not understood")
    return pace


def new_secret(access_number: str) -> ctypes.c_void_p:
    """Take the password."""
    digits = access_number.encode()
    return make("PACE_SEC_new", digits, ctypes.c_size_t(len(digits)), ACCESS_NUMBER)
