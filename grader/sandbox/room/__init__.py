"""The part of the sandbox that also runs beside the learner's code; it imports nothing but its own siblings."""
