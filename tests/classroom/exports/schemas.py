"""What each consumer takes, as JSON Schema, written by hand from its documentation (see the address of each)."""

SCORE = {"type": "number"}
TEXT = {"type": "string"}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}

# https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": SCORE,
        "execution_time": {"type": "number", "minimum": 0},
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": SCORE,
                    "max_score": SCORE,
                    "status": {"enum": ["passed", "failed"]},
                    "name": TEXT,
                    "name_format": FORMAT,
                    "number": TEXT,
                    "output": TEXT,
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": TEXT},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
        "leaderboard": {"type": "array"},
    },
}
# There is a score at the top, or each test has one.
GRADESCOPE_SCORED = {
    "allOf": [GRADESCOPE],
    "anyOf": [
        {"required": ["score"]},
        {
            "required": ["tests"],
            "properties": {"tests": {"minItems": 1, "contains": {"required": ["score", "max_score"]}}},
        },
    ],
}

INSTANT = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
}
NAME = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}

# https://github.com/foundation50/classroom50, schemas/result-v1.schema.json, and "team", which its runner also takes
CLASSROOM50 = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "schema",
        "classroom",
        "assignment",
        "assignment_type",
        "owner",
        "submission",
        "commit",
        "release",
        "review",
        "datetime",
        "score",
        "max-score",
        "tests",
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "classroom": NAME,
        "assignment": NAME,
        "assignment_type": {"enum": ["individual", "group", "team"]},
        "owner": NAME,
        "submission": {"type": "string", "pattern": "^submit/"},
        "commit": NAME,
        "release": NAME,
        "review": NAME,
        "datetime": INSTANT,
        "graded_at": INSTANT,
        "score": COUNT,
        "max-score": COUNT,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": NAME,
                    "passed": {"type": "boolean"},
                    "score": COUNT,
                    "max-score": COUNT,
                },
            },
        },
        "submitted_by": {
            "type": "object",
            "additionalProperties": False,
            "required": ["username"],
            "properties": {"username": NAME, "id": {"type": ["integer", "null"]}},
        },
    },
}

# https://github.com/github-education-resources/autograding-grading-reporter
STATUS = {"enum": ["pass", "fail", "error"]}
GITHUB_CLASSROOM = {
    "type": "object",
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "version": {"const": 1},
        "status": STATUS,
        "max_score": {"type": "number", "minimum": 0},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "status", "score", "message", "test_code", "line_no"],
                "properties": {
                    "name": NAME,
                    "status": STATUS,
                    "score": {"type": "number", "minimum": 0},
                    "message": TEXT,
                    "output": {"type": "string", "maxLength": 500},
                    "test_code": TEXT,
                    "task_id": {"type": "integer"},
                    "filename": TEXT,
                    "line_no": {"type": "integer"},
                    "duration": {"type": "number"},
                },
            },
        },
    },
}

# https://prairielearn.readthedocs.io/en/latest/externalGrading/#grading-results
POINTS = {"type": "number", "minimum": 0}
PRAIRIELEARN = {
    "type": "object",
    "if": {"properties": {"gradable": {"const": False}}, "required": ["gradable"]},
    "then": {"required": ["format_errors"], "not": {"required": ["score"]}},
    "else": {"required": ["score"]},
    "properties": {
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "gradable": {"type": "boolean"},
        "format_errors": {"type": "array", "items": TEXT, "minItems": 1},
        "message": TEXT,
        "output": TEXT,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": NAME,
                    "description": TEXT,
                    "points": POINTS,
                    "max_points": POINTS,
                    "message": TEXT,
                    "output": TEXT,
                },
            },
        },
    },
}

# https://cs50.readthedocs.io/projects/check50/en/latest/json_specification.html
CHECK50 = {
    "type": "object",
    "required": ["slug", "version"],
    "oneOf": [{"required": ["results"]}, {"required": ["error"]}],
    "additionalProperties": False,
    "properties": {
        "slug": NAME,
        "version": NAME,
        "error": {
            "type": "object",
            "required": ["type", "value", "traceback", "data"],
            "properties": {
                "type": NAME,
                "value": TEXT,
                "traceback": {"type": "array", "items": TEXT},
                "data": {"type": "object"},
            },
        },
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "description", "passed", "log", "cause", "data", "dependency"],
                "properties": {
                    "name": NAME,
                    "description": TEXT,
                    "passed": {"type": ["boolean", "null"]},
                    "log": {"type": "array", "items": TEXT},
                    "cause": {
                        "type": ["object", "null"],
                        "required": ["rationale", "help"],
                        "properties": {
                            "rationale": TEXT,
                            "help": {"type": ["string", "null"]},
                            "expected": TEXT,
                            "actual": TEXT,
                        },
                    },
                    "data": {"type": "object"},
                    "dependency": {"type": ["string", "null"]},
                },
            },
        },
    },
}

# https://exercism.org/docs/building/tooling/test-runners/interface, version 3
EXERCISM = {
    "type": "object",
    "required": ["version", "status"],
    "if": {"properties": {"status": {"const": "error"}}},
    "then": {
        "required": ["message"],
        "properties": {"message": {"type": "string", "minLength": 1, "maxLength": 65535}},
    },
    "else": {"required": ["tests"], "properties": {"message": {"type": "null"}, "tests": {"minItems": 1}}},
    "properties": {
        "version": {"const": 3},
        "status": STATUS,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "status", "test_code"],
                "if": {"properties": {"status": {"enum": ["fail", "error"]}}},
                "then": {"required": ["message"]},
                "properties": {
                    "name": NAME,
                    "status": STATUS,
                    "message": NAME,
                    "output": {"type": "string", "maxLength": 500},
                    "test_code": TEXT,
                    "task_id": {"type": "integer", "minimum": 1},
                },
            },
        },
    },
}

# https://github.com/coursera/programming-assignments-demo/tree/master/custom-graders/v2
COURSERA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["fractionalScore", "feedback"],
    "properties": {
        "fractionalScore": {"type": "number", "minimum": 0, "maximum": 1},
        "feedback": TEXT,
        "feedbackType": {"enum": ["HTML", "TXT"]},
    },
}

# https://purl.imsglobal.org/spec/lti-ags/v2p0 (score), and what Canvas adds to it
AGS_SCORE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["userId", "timestamp", "activityProgress", "gradingProgress"],
    "dependentRequired": {"scoreGiven": ["scoreMaximum"]},
    "if": {"properties": {"gradingProgress": {"enum": ["Failed", "NotReady", "Pending"]}}},
    "then": {"not": {"required": ["scoreGiven"]}},
    "properties": {
        "userId": NAME,
        "scoreGiven": {"type": "number", "minimum": 0},
        "scoreMaximum": {"type": "number", "exclusiveMinimum": 0},
        "comment": TEXT,
        "timestamp": {"type": "string", "pattern": r"T\d\d:\d\d:\d\d\.\d{3,6}(Z|[+-]\d\d:\d\d)$"},
        "activityProgress": {"enum": ["Initialized", "Started", "InProgress", "Submitted", "Completed"]},
        "gradingProgress": {"enum": ["NotReady", "Failed", "Pending", "PendingManual", "FullyGraded"]},
        "submission": {"type": "object", "properties": {"submittedAt": {"type": "string"}}},
    },
}

# junit-10.xsd of the Jenkins xunit plugin, with `error` as pytest and all readers have it: children and attributes,
# those that are required with a star.
JUNIT = {
    "testsuites": ({"testsuite"}, {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {
            "name*",
            "tests*",
            "failures*",
            "errors*",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
        },
    ),
    "properties": ({"property"}, set()),
    "property": (set(), {"name*", "value*"}),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name*", "time", "classname", "group"},
    ),
    "failure": (set(), {"type", "message"}),
    "error": (set(), {"type", "message"}),
    "skipped": (set(), {"type", "message"}),
}
SUREFIRE_TIME = r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?"
