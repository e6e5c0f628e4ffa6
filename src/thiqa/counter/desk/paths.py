"""The addresses of the desk."""

DESK_PATH = "/desk"
SIGN_IN_PATH = "/desk/sign-in"
FIND_PATH = "/desk/find"
FILE_PATH = "/desk/files/{number}"
CLERKS_PATH = "/desk/clerks"
INVITATION_PATH = "/desk/join/{code}"
"""An invitation is followed before anybody is a clerk."""
