"""Expressions of time: their words, their forms, and the calendar."""
