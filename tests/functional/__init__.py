"""Each part through its real way in: handlers by events, the gateway by ASGI, workers by pipes."""
