"""The card itself: a specimen in software, and who its holders are."""
