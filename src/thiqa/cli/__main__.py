"""`python -m thiqa.cli` is `thiqa`."""

from thiqa.cli import main

main()
