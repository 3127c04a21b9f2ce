"""Wiring only: settings, jobs, schedules, sensors, definitions and the command line."""
