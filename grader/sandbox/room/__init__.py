"""What also runs beside the learner's code; of this package it imports nothing but its own siblings."""
