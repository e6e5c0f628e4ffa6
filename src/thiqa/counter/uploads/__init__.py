"""Files that citizens send: in pieces that survive a broken line, looked at and then kept."""
