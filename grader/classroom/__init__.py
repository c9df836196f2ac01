"""A class and a take-home: assignments, what was handed in, the ledger of grades, and what is made of them."""
