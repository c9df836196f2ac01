"""How other systems read what they are given, written by hand from the rules of their importers.

Canvas: lib/gradebook_importer.rb of instructure/canvas-lms. Moodle: mod/assign/feedback/offline/importgradeslib.php of
moodle/moodle, for a site in any language.
"""

import csv
import io
import json
import re

# What the runner of Classroom 50 sets.
RUNNER = {
    "CLASSROOM": "cs101",
    "ASSIGNMENT": "hw1",
    "ASSIGNMENT_TYPE": "group",
    "OWNER": "amy",
    "SUBMISSION_TAG": "submit/2026-03-16T22-59-59Z-0a1b2c3",
    "COMMIT_URL": "https://github.com/school/cs101-hw1-amy/commit/0a1b2c3",
    "RELEASE_URL": "https://github.com/school/cs101-hw1-amy/releases/tag/x",
    "GITHUB_ACTOR": "ben",
    "GITHUB_ACTOR_ID": "77",
}


def canvas(data, students, assignments):
    """Return (student's ID, assignment's id) -> grade, as Canvas would store it.

    Args:
        data: the file.
        students: each a dictionary with id, name, sortable_name, sis and login.
        assignments: id -> title.
    """
    text = data.decode("utf-8-sig")
    lines = text.split("\n")[:3]
    counts = {}
    for delimiter in ";,":
        sizes = {len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines if line}
        counts[delimiter] = sizes.pop() if len(sizes) == 1 else 0
    delimiter = ";" if counts[";"] > counts[","] else ","
    rows = [
        [number(cell) for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        if row
    ]
    header, found, columns, read_only = rows[0], {}, None, set()
    assert "Student" in header[0], "invalid header row"
    assert "ID" in header[1], "invalid header row"
    count, user, login = 3, None, None
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        login, count = 2, count + 1
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        user, login = 2, 3
        integration = bool(re.search(r"Integration\s+ID", header[4]))
        count += 2 + integration
        count += bool(re.search(r"Root\s+Account", header[4 + integration]))
    assert "Section" in header[count - 1], "invalid header row"
    ignored = re.compile(
        "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade"
        "|Override Score|Override Grade|Override Status"
    )
    columns = {}
    for name in header[count:]:
        if ignored.search(name):
            continue
        parts = re.fullmatch(r"(.*)\s\((\d+)\)", name)
        id_ = int(parts[2]) if parts and int(parts[2]) in assignments else None
        id_ = id_ or next((key for key, title in assignments.items() if title == name), None)
        columns[id_ or f"new: {name}"] = header.index(name)
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            read_only = {key for key, place in columns.items() if re.search(r"read\s+only", row[place])}
            continue
        if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row):
            continue
        student = next((each for each in students if row[1].isdecimal() and each["id"] == int(row[1])), None)
        if student is None and user is not None and row[user]:
            student = next((each for each in students if each["sis"] == row[user]), None)
        if student is None and login is not None and row[login]:
            student = next((each for each in students if each["login"] == row[login]), None)
        if student is None:
            student = next(
                (each for each in students if row[0] in (each["name"], each["sortable_name"])), None
            )
        for key, place in columns.items():
            grade = row[place].strip()
            if key not in read_only and student is not None and grade not in ("", "-"):
                found[student["id"], key] = grade if grade.upper() == "EX" else f"{float(grade):.2f}"
    return found


def number(cell):
    """Return a cell as Canvas's converter leaves it: a decimal comma is a point."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *before, last = re.split(r"[,.]", cell)
    return f"{''.join(before)}.{last}" if before else last


def moodle(data, participants, words):
    """Return participant -> grade, as Moodle would take it.

    Args:
        data: the file.
        participants: the numbers of who takes part.
        words: the site's own words for recordid, grade, lastmodifiedgrade and hiddenuser.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    header = rows[0]
    identifier, grade = header.index(words["recordid"]), header.index(words["grade"])
    assert words["lastmodifiedgrade"] in header, "a required column is missing"
    found = {}
    for row in rows[1:]:
        participant = row[identifier][len(words["hiddenuser"]) :]
        if participant.isdecimal() and int(participant) in participants and row[grade] not in ("", "-"):
            found[int(participant)] = float(row[grade].replace(words.get("decimal", "."), "."))
    return found


def scores_that_autolab_takes(said):
    """Return the scores of the last line, wherever the output was cut off; None where that line has none."""
    lines = [line for line in said.decode().split("\n") if line.strip()]
    try:
        return json.loads(lines[-1])["scores"]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
