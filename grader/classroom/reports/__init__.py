"""What a student and a teacher read: pages and data, made from a gradebook."""

from grader.classroom.reports.facts import ClassFacts, class_facts
from grader.classroom.reports.pages import class_page, student_data, student_page

__all__ = ["ClassFacts", "class_facts", "class_page", "student_data", "student_page"]
