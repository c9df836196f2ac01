"""Which answers to one exercise look like copies of each other, and what a person made of it."""

from grader.classroom.similarity.decisions import Decision, Decisions
from grader.classroom.similarity.features import Text, likeness
from grader.classroom.similarity.pairs import Document, Pair, similar_pairs

__all__ = ["Decision", "Decisions", "Document", "Pair", "Text", "likeness", "similar_pairs"]
