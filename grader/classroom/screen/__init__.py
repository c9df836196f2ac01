"""A take-home: kits for candidates, a log of their attempts, and the interviewer's review."""
