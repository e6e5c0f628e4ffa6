"""The record's benchmark: what an entry, a proof and a check cost while the log grows."""
