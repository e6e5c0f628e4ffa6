"""The terminal's side of the login application, and the token that a site gets."""
