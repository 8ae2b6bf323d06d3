"""Lambda on this machine: a pool of processes for each function, and its event source; no HTTP."""
