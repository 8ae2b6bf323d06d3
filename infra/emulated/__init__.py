"""The deployment on this machine, where an emulator stands in for AWS."""
