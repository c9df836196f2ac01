"""Renders a verdict: one module a format, and nothing here decides anything."""
