"""Deployment onto an emulator on this machine; :mod:`local` needs neither it nor the CDK."""
