"""Runtime of every function, HTTP or not: settings, telemetry, tasks, custom resources; no HTTP."""
