"""The interviewer's pages: what they say, and that nothing a candidate wrote runs, loads or passes for ours."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from grader.classroom.screen.archive import read_archive
from grader.classroom.screen.entries import Claim
from grader.classroom.screen.pages import card_page, overview_page
from grader.classroom.screen.replay import MOST_LINES, Mark, difference
from grader.classroom.screen.review import review
from grader.classroom.screen.timeline import timeline
from grader.verdict import CheckResult, Diagnosis, Failure, FailureKind, Status, Title, Verdict

from .conftest import EXERCISES, NOON, PASSED, STEMS, altered

LATER = NOON + timedelta(days=2)
HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></code><img src=x onerror=alert(1)>",
    "</style><style>*{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202egnorts\u2066",
    "\x00\x08\ud800".encode("utf-8", "ignore").decode(),
    "&#60;b&#62; <!-- -->",
    "javascript:alert(1)",
)
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page as a browser would take it apart; fails where an element is left open or closed twice."""

    def __init__(self, document):
        super().__init__()
        self.tags, self.attributes, self.texts, self.open = [], [], [], []
        self.feed(document.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def values(self, attribute):
        return [value for _, name, value in self.attributes if name == attribute]


def grade(exercise, source):
    """Return a verdict that repeats what the answer says, as counterexamples do."""
    said = source.decode()
    failure = Failure(
        FailureKind.WRONG_VALUE, call=said, expected=said, actual=said, traceback=said, printed=said
    )
    right = "right" in said
    return Verdict(
        number=exercise.number,
        slug=exercise.slug,
        title=exercise.title,
        file="softmax.py",
        points=exercise.points,
        score=exercise.points if right else 1.5,
        seed=7,
        budget="official",
        checks=(
            CheckResult(
                "softmax.value",
                Title("matches torch.softmax", "与 torch.softmax 一致"),
                "cpu",
                Status.PASSED if right else Status.FAILED,
                weight=1.0,
                function="softmax",
                inputs=5,
                failure=None if right else failure,
            ),
        ),
        submission_sha256="0" * 64,
        isolation="full",
        seconds=0.1,
        versions={"grader": "0"},
        diagnosis=None if right else Diagnosis("x", Title("You divided twice.", "你除了两次。")),
    )


@pytest.fixture
def reviewed(screening):
    def reviewed(*archives):
        sent = [read_archive(archive, STEMS) for archive in archives]
        return review(screening, sent, EXERCISES, grade, LATER)[0]

    return reviewed


@pytest.fixture
def cards(at_work, reviewed):
    ada = at_work(0).begin()
    ada.write(STEMS[0], "x = 1\n", after=12).write(STEMS[0], "x = 1\ny = 2\n", after=18)
    ada.write(STEMS[1], "right\n", after=70, claim=PASSED)
    grace = at_work(1).begin().write(STEMS[0], "right\n", claim=PASSED)
    return reviewed(ada.pack(), altered(grace.pack(), packed=None), at_work(2).begin().pack())


def assert_it_loads_nothing(document, links=()):
    page = Page(document)
    assert not {"script", "iframe", "object", "embed", "img", "form", "base", "audio"} & set(page.tags)
    assert all(link.startswith("#") or link == "data:," or link in links for link in page.values("href"))
    assert page.values("src") == page.values("style") == page.values("srcset") == []
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    style = document.decode().partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|@font-face", style)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (v for v in page.values("content") if v.startswith("default-src"))
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
    return page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_one_file_that_loads_nothing(cards, language):
    for card in cards:
        page = assert_it_loads_nothing(card_page(card, language))
        assert page.tags.count("h1") == 1
        ids = page.values("id")
        assert len(ids) == len(set(ids))
        targets = {link[1:] for link in page.values("href") if link.startswith("#")}
        assert targets <= set(ids)
    links = [
        f"{name}.html{anchor}"
        for name in ("ada", "grace", "%E7%8E%8B%E5%B0%8F%E6%98%8E")
        for anchor in ("", "#exercise-50")
    ]
    assert_it_loads_nothing(overview_page(cards, language), links)


def test_a_card_shows_our_grade_beside_the_claims(cards):
    shown = Page(card_page(cards[0], "en")).text
    for told in (
        "Ada",
        "11.5 of 18 points",
        "matches torch.softmax",
        "You divided twice.",
        "Packed after 1:41:00, of 90 minutes.",
        "The latest answer is 0:10:00 late.",
        "Nothing about the log is odd",
        "evidence, not proof",
        "1 · 0:12:00 · 2 of 8 points",
        "2 · 0:30:00 · 2 of 8 points · +1 −0",
        "+ y = 2",
    ):
        assert told in shown


def test_a_card_shows_what_is_odd_about_the_log(cards):
    shown = Page(card_page(cards[1], "en")).text
    assert "The archive was not made by `grade screen pack`." in shown
    assert "Nothing about the log is odd" not in shown
    assert "evidence, not proof" in shown


def test_a_card_without_answers_says_so(cards):
    shown = Page(card_page(cards[2], "en")).text
    assert "empty or still the stub" in shown
    assert "0 of 18 points" in shown


def test_cards_are_in_the_language_asked_for(cards):
    shown = Page(card_page(cards[0], "zh")).text
    assert "你除了两次。" in shown
    assert "Softmax 激活函数" in shown


def test_the_overview_ranks_the_candidates_and_names_what_is_odd(cards):
    shown = Page(overview_page(cards, "en")).text
    assert shown.index("Ada") < shown.index("Grace") < shown.index("王小明")
    assert "11.5/18" in shown
    assert "odd" in shown
    assert "No two answers to an exercise are strikingly alike." in shown


def test_the_overview_names_pairs_that_are_alike(at_work, reviewed):
    text = "\n".join(f"y{n} = torch.exp({n}) / x.sum({n})" for n in range(9))
    pair = [at_work(n).begin().write(STEMS[0], text).pack() for n in (0, 1)]
    shown = Page(overview_page(reviewed(*pair), "en"))
    assert "100 %" in shown.text
    assert "ada.html#exercise-50" in shown.values("href")


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_that_a_candidate_wrote_is_markup(at_work, reviewed, said):
    claim = Claim(said[:100], 2.0, 8.0, 1, 1, said[:100], said[:100])
    ada = at_work(0).begin().write(STEMS[0], said, claim=claim)
    ada.write(STEMS[0], f"{said}\n{said}\n", claim=claim)
    (card,) = reviewed(ada.pack())
    card = replace(card, candidate=replace(card.candidate, name=said))
    document = card_page(card, "en")
    page = assert_it_loads_nothing(document)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", document.decode())
    if "{{" in said:
        assert "{{ 7 * 7 }}" in page.text
    assert_it_loads_nothing(overview_page([card], "en"), ["ada.html"])


def test_a_log_with_sealed_nonsense_makes_a_page_too(at_work, reviewed, monkeypatch):
    ada = at_work(0).begin()
    monkeypatch.setattr("grader.classroom.screen.pages.MOST_ATTEMPTS", 10)
    for number in range(30):
        ada.write(STEMS[0], f"x = {number}\n" * 3, after=0.1)
    ada.write(STEMS[0], "#" * 10**6, after=10**6)
    ada.write(STEMS[0], "a\n" * 10**5 + "x", after=0, claim=Claim("?", -1e11, 1e11, 10**8, 10**8, "", ""))
    (card,) = reviewed(ada.pack())
    document = card_page(card, "en")
    page = assert_it_loads_nothing(document)
    assert "22 attempts between these are left out" in page.text
    assert len(document) < 2_000_000


def test_points_of_the_line_of_time_lie_on_it(at_work, reviewed):
    ada = at_work(0).begin()
    for minutes in (0, 45, 44, 2, 10**5):
        ada.write(STEMS[0], f"x = {minutes}\n", after=minutes)
    (card,) = reviewed(ada.pack())
    drawn = timeline(card, "en")
    lane = next(lane for lane in drawn.lanes if lane.points)
    places = [point.place for point in lane.points]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in [*places, drawn.limit, drawn.end])
    assert len(drawn.ticks) <= 11


def test_a_difference_is_lines_with_marks():
    changed = difference("a\nb\nc\n", "a\nB\nc\n")
    assert [(mark, line) for mark, line in changed.lines if mark is not Mark.PLACE] == [
        (Mark.SAME, "a"),
        (Mark.REMOVED, "b"),
        (Mark.ADDED, "B"),
        (Mark.SAME, "c"),
    ]
    assert (changed.added, changed.removed, changed.whole) == (1, 1, False)
    assert difference("a\n", "a\n").lines == ()


def test_texts_that_are_too_long_to_compare_are_shown_whole():
    long = "x\n" * (MOST_LINES + 1)
    shown = difference("", long)
    assert shown.whole
    assert len(shown.lines) == MOST_LINES + 1


def test_an_attempt_whose_text_is_not_in_the_log_is_shown_without_it(at_work, reviewed):
    ada = at_work(0).begin().write(STEMS[0], "x = 1\n")
    log = ada.log.path.read_bytes()
    ada.log.path.write_bytes(log.replace(b',"text":"x = 1\\n"', b""))
    (card,) = reviewed(ada.pack())
    shown = Page(card_page(card, "en")).text
    assert "The log does not have this text." in shown
