"""Grades in the shapes that other systems read: one module a format, and nothing here decides a grade."""
