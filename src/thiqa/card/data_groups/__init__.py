"""The files of a chip, read strictly and written: what is in them is not verified here."""
