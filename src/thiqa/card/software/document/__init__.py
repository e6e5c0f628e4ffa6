"""Travel documents made from a description: files, signatures, keys, and faults on purpose."""
