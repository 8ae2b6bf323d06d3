"""Models: their files, checks, interpreter, decisions and reasons; in service: ``registry``."""
