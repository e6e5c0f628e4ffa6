"""The way to a card: commands and responses, data objects, readers, in process and by PC/SC."""
