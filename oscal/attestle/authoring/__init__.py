"""The files that people edit under `ssp/`: new ones, refreshed ones, repaired ones. Values to text."""
