"""The files that people edit under `ssp/`: new, refreshed and repaired ones. Values to text."""
