"""Reading a document from end to end: a table of steps, and what they found."""
