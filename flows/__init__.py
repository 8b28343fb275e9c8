"""Hands: gather, decide, apply; and the doors by which people and Prefect come in."""
