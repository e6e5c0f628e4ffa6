"""The record: an append-only Merkle tree of sealed entries, and receipts that prove them."""
