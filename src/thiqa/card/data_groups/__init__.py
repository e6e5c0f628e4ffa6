"""The files of the chip: what they hold, read strictly and written."""
