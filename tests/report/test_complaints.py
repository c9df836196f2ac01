"""What the audit complains of: a sentence in each language, and data for programs."""

import json
import re

import pytest

from grader.complaints import Complaint, ComplaintKind
from grader.language import message, text
from grader.packs import PackError
from grader.report.complaints import complaint_sentence, complaint_to_data
from grader.verdict import Failure, FailureKind, Status

SYNTAX = Failure(FailureKind.DOES_NOT_LOAD, detail={"type": "SyntaxError", "message": "{x}\x1b[31m"})
HINTS = PackError("hints.md", 3, message("hints are an ordered list and nothing else."), message("go on"))
COMPLAINTS = [
    Complaint(ComplaintKind.GRADER_ERROR, 3, {"checks": ("f.value: KeyError\n  at x", "law: {y}")}),
    *(Complaint(ComplaintKind.STUB_IS_WRITTEN, 3, {"status": status}) for status in Status),
    Complaint(ComplaintKind.DOES_NOT_LOAD, 3, {"failure": SYNTAX}),
    Complaint(ComplaintKind.PASSES, 3),
    Complaint(ComplaintKind.FAILS_ANOTHER_CHECK, 3, {"checks": ("f.dtype", "law"), "wanted": "f.value"}),
    Complaint(ComplaintKind.REFUSED, 3, {"checks": ("f.value",), "status": Status.FAILED}),
    Complaint(ComplaintKind.REFUSED, 3, {"checks": (), "status": Status.NOT_RUN}),
    Complaint(ComplaintKind.REFUSED, 3, {"failure": SYNTAX}),
    Complaint(ComplaintKind.CHAFF_PASSES, 3),
    Complaint(ComplaintKind.CHAFF_REACHES_BANNED, 3),
    Complaint(ComplaintKind.NOT_EQUIVALENT, 3, {"reason": "it counts steps"}),
    Complaint(ComplaintKind.FEW_ALTERNATES, fields={"count": 1}),
    Complaint(ComplaintKind.NO_WRONG_SOLUTIONS),
    Complaint(ComplaintKind.BROKEN_HINTS, fields={"problem": HINTS}),
    Complaint(ComplaintKind.UNKNOWN_CHAFF, fields={"name": "'f.zeros'"}),
]


def names(complaint):
    return "_".join([str(complaint.kind), *map(str, complaint.fields)])


@pytest.mark.parametrize("complaint", COMPLAINTS, ids=names)
def test_every_complaint_is_one_line_in_both_languages(complaint):
    english, chinese = (complaint_sentence(complaint, text(language)) for language in ("en", "zh"))
    assert english != chinese
    assert re.search("[\u4e00-\u9fff]", chinese)
    for sentence in (english, chinese):
        assert sentence.isprintable()
        assert ("3" in sentence) or complaint.seed is None


@pytest.mark.parametrize("complaint", COMPLAINTS, ids=names)
def test_every_complaint_is_json_with_its_sentence(complaint):
    data = json.loads(json.dumps(complaint_to_data(complaint)))
    assert data["kind"] == complaint.kind
    assert data["seed"] == complaint.seed
    assert data["fields"].keys() == complaint.fields.keys()
    assert data["sentence"] == complaint_sentence(complaint, text("en"))


def test_no_kind_is_left_out():
    assert {complaint.kind for complaint in COMPLAINTS} == {*ComplaintKind}


def test_two_refusals_are_told_apart():
    sentences = {complaint_sentence(complaint, text("en")) for complaint in COMPLAINTS}
    assert len(sentences) == len(COMPLAINTS)
