"""What every function shares, HTTP or not: settings, telemetry, tasks, custom resources."""
