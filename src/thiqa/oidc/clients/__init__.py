"""Services: how they register, who they prove to be, and where their keys are."""
