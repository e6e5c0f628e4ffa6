"""Who may ask for which key inside one group, so that its units behave as if run one by one."""

from thiqa.database.call import Call

Name = tuple[str, object]
"""A table with its key columns, and the values of the key."""


class Locks:
    """Two-phase locking on the keys of statements: many readers or one writer, until they end."""

    __slots__ = ("_claimed", "_readers", "_writers")

    def __init__(self) -> None:
        self._writers: dict[Name, Call] = {}
        self._claimed: set[Name] = set()
        self._readers: dict[Name, list[Call]] = {}

    def next_round(self) -> None:
        """Hold what was claimed in the round before as written."""
        self._claimed.clear()

    def may_read(self, name: Name, call: Call) -> bool:
        """Let a call read a key that nobody else has written, and keep it as it is."""
        writer = self._writers.get(name)
        if writer is not None and writer is not call and not writer.ended:
            return False
        self._keep(name, call)
        return True

    def may_write(self, name: Name, call: Call) -> bool:
        """Give a call a key for itself alone."""
        writer = self._writers.get(name)
        if writer is call:
            return True
        if writer is not None and not writer.ended:
            return False
        for reader in self._readers.get(name, ()):
            if reader is not call and not reader.ended:
                return False
        self._writers[name] = call
        self._claimed.add(name)
        return True

    def wrote_nothing(self, name: Name, call: Call) -> None:
        """Turn the lock of a writer that found no row into that of a reader."""
        if name in self._claimed:
            del self._writers[name]
            self._keep(name, call)

    def forget(self, call: Call) -> None:
        """Take back every lock of a call that starts again before it wrote."""
        for readers in self._readers.values():
            readers[:] = [reader for reader in readers if reader is not call]
        for name in [name for name, writer in self._writers.items() if writer is call]:
            del self._writers[name]

    def _keep(self, name: Name, call: Call) -> None:
        readers = self._readers.get(name)
        if readers is None:
            self._readers[name] = [call]
        else:
            readers.append(call)
