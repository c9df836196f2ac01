"""Scores for LTI: what is sent, to whom, and that nothing is sent twice."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from jsonschema import validate

from grader.classroom.exports.ags import MEDIA_TYPE, SCOPE, Record, pushes_of
from grader.classroom.exports.ags_client import Client, Platform, PlatformError, read_platform, scores_url
from grader.classroom.exports.sending import send_scores
from grader.language import Problem

from .conftest import NOW
from .schemas import AGS_SCORE

jwt = pytest.importorskip("jwt")
rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")

COLUMN = "https://lms.school.edu/api/lineitems/9"


@pytest.fixture
def pushes(book):
    return {push.user: push for push in pushes_of(book).pushes}


def test_every_payload_is_a_score(book, tmp_path):
    with Record(tmp_path / "pushed.jsonl") as record:
        for push in pushes_of(book).pushes:
            validate(json.loads(record.begin(push, COLUMN, NOW)), AGS_SCORE)


def test_scores_may_exceed_the_maximum_and_lateness_is_said(pushes, book):
    assert (pushes["lti-amy"].body["scoreGiven"], pushes["lti-amy"].body["scoreMaximum"]) == (12, 12)
    assert pushes["lti-fay"].body["scoreGiven"] == 13.5
    assert pushes["lti-amy"].body["submission"] == {"submittedAt": "2026-03-16T21:59:59.000000Z"}


def test_work_that_could_not_be_graded_is_failed_and_has_no_score(pushes):
    body = pushes["lti-eve"].body
    assert body["gradingProgress"] == "Failed"
    assert "scoreGiven" not in body


def test_who_is_not_known_there_or_handed_in_nothing_is_told(book):
    found = pushes_of(book)
    assert [student.id for student in found.unknown] == ["cho"]
    assert [student.id for student in found.nothing] == ["dan"]
    assert [student.id for student in pushes_of(book, missing_is_zero=True).unknown] == ["cho", "dan"]


def test_a_score_that_arrived_is_not_sent_again_until_it_changes(pushes, tmp_path):
    amy, ben = pushes["lti-amy"], pushes["lti-ben"]
    with Record(tmp_path / "pushed.jsonl") as record:
        record.begin(amy, COLUMN, NOW)
        record.done(amy, COLUMN)
    with Record(tmp_path / "pushed.jsonl") as record:
        assert record.is_sent(amy, COLUMN)
        assert not record.is_sent(ben, COLUMN)
        assert not record.is_sent(amy, "https://another.edu/9")
        changed = type(amy)(amy.student, amy.user, {**amy.body, "scoreGiven": 11})
        record.begin(changed, COLUMN, NOW)
        record.done(changed, COLUMN)
        assert not record.is_sent(amy, COLUMN)  # back to what it was is a change too


def test_a_score_of_which_it_is_not_known_whether_it_arrived_leaves_as_the_same_bytes(pushes, tmp_path):
    amy = pushes["lti-amy"]
    with Record(tmp_path / "pushed.jsonl") as record:
        first = record.begin(amy, COLUMN, NOW)
    with Record(tmp_path / "pushed.jsonl") as record:
        assert not record.is_sent(amy, COLUMN)
        assert record.begin(amy, COLUMN, NOW + timedelta(hours=1)) == first


def test_a_score_that_was_refused_is_a_new_one_the_next_time(pushes, tmp_path):
    amy = pushes["lti-amy"]
    with Record(tmp_path / "pushed.jsonl") as record:
        first = record.begin(amy, COLUMN, NOW)
        record.refused(amy, COLUMN)
        assert record.begin(amy, COLUMN, NOW + timedelta(hours=1)) != first


def test_a_line_that_was_cut_off_is_forgotten_and_what_follows_is_read(pushes, tmp_path):
    path = tmp_path / "pushed.jsonl"
    with Record(path) as record:
        record.begin(pushes["lti-amy"], COLUMN, NOW)
        record.done(pushes["lti-amy"], COLUMN)
    with path.open("a") as file:
        file.write('{"done": "ab')
    with Record(path) as record:
        assert record.is_sent(pushes["lti-amy"], COLUMN)
        record.begin(pushes["lti-ben"], COLUMN, NOW)
        record.done(pushes["lti-ben"], COLUMN)
    with Record(path) as record:
        assert record.is_sent(pushes["lti-ben"], COLUMN)


def test_two_cannot_send_at_the_same_time(tmp_path):
    with (
        Record(tmp_path / "pushed.jsonl"),
        pytest.raises(Problem, match="somebody else"),
        Record(tmp_path / "pushed.jsonl"),
    ):
        pass


def test_a_record_that_is_none_is_refused(tmp_path):
    (tmp_path / "pushed.jsonl").write_text("[]\n")
    with pytest.raises(Problem, match=r"pushed\.jsonl:1"), Record(tmp_path / "pushed.jsonl"):
        pass


# -- the client, against a platform on this machine -----------------------------------------------------------


@pytest.fixture(scope="session")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class Lms:
    """A platform that hands out tokens and takes scores; `answers` are statuses for the next scores."""

    def __init__(self, public):
        self.public = public
        self.tokens, self.scores, self.answers = [], [], []
        self.token_answer = None
        self.url = ""

    def token(self, form):
        claims = jwt.decode(
            form["client_assertion"][0], self.public, algorithms=["RS256"], audience=f"{self.url}/token"
        )
        self.tokens.append((form, claims))
        return self.token_answer or {
            "access_token": f"token-{len(self.tokens)}",
            "token_type": "bearer",
            "expires_in": 3600,
        }


@pytest.fixture
def lms(key):
    lms = Lms(key.public_key())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = 200, b"{}"
            if self.path == "/token":
                answer = json.dumps(lms.token(parse_qs(body.decode()))).encode()
            else:
                lms.scores.append((self.path, dict(self.headers), body.decode()))
                status = lms.answers.pop(0) if lms.answers else 200
            if status == 0:  # the line goes dead after the score was taken
                self.connection.close()
                return
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{lms.url}/elsewhere")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        lms.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield lms
        server.shutdown()
        thread.join()


@pytest.fixture
def platform(lms, pem):
    return Platform(f"{lms.url}/lineitems/9?type=x", f"{lms.url}/token", "client-1", pem, key_id="k1")


def test_a_score_goes_below_the_column_with_a_token_for_scores_alone(lms, platform):
    Client(platform).send('{"userId": "lti-amy"}')
    ((form, claims),) = lms.tokens
    assert form["scope"] == [SCOPE]
    assert form["grant_type"] == ["client_credentials"]
    assert claims["iss"] == claims["sub"] == "client-1"
    assert jwt.get_unverified_header(form["client_assertion"][0])["kid"] == "k1"
    ((path, headers, body),) = lms.scores
    assert path == "/lineitems/9/scores?type=x"
    assert headers["Authorization"] == "Bearer token-1"
    assert headers["Content-Type"] == MEDIA_TYPE
    assert body == '{"userId": "lti-amy"}'


def test_one_token_does_for_many_scores_until_it_ends(lms, platform):
    client = Client(platform)
    client.send("{}")
    client.send("{}")
    assert len(lms.tokens) == 1
    lms.token_answer = {"access_token": "short", "expires_in": 1}
    again = Client(platform)
    again.send("{}")
    again.send("{}")
    assert len(lms.tokens) == 3


@pytest.mark.parametrize(("status", "certain"), [(403, True), (500, False), (0, False), (302, False)])
def test_what_the_platform_does_not_take_is_told(lms, platform, status, certain):
    lms.answers = [status]
    with pytest.raises(PlatformError) as told:
        Client(platform).send("{}")
    assert told.value.refused is certain
    assert len(lms.scores) == 1  # a score follows no redirection


@pytest.mark.parametrize(
    "answer", [{"error": "invalid_client"}, {"access_token": "a\r\nX: y"}, {"access_token": 5}]
)
def test_a_token_service_without_a_token_takes_no_score(lms, platform, answer):
    lms.token_answer = answer
    with pytest.raises(PlatformError) as told:
        Client(platform).send("{}")
    assert told.value.refused
    assert lms.scores == []


@contextmanager
def sent(platform, book, tmp_path):
    with Record(tmp_path / "pushed.jsonl") as record:
        yield send_scores(pushes_of(book).pushes, record, Client(platform), platform.line_item, lambda: NOW)


def test_a_class_is_sent_once(lms, platform, book, tmp_path):
    with sent(platform, book, tmp_path) as first:
        assert (len(first.arrived), len(first.already), len(first.refused)) == (4, 0, 0)
    with sent(platform, book, tmp_path) as second:
        assert (len(second.arrived), len(second.already)) == (0, 4)
    assert len(lms.scores) == 4
    assert {json.loads(body)["userId"] for _, _, body in lms.scores} == {
        "lti-amy",
        "lti-ben",
        "lti-eve",
        "lti-fay",
    }


def test_one_refused_score_does_not_hold_up_the_others(lms, platform, book, tmp_path):
    lms.answers = [200, 422]
    with sent(platform, book, tmp_path) as first:
        assert len(first.arrived) == 3
        ((push, error),) = first.refused
        assert (push.user, error.status) == ("lti-ben", 422)
    with sent(platform, book, tmp_path) as second:
        assert [push.user for push in second.arrived] == ["lti-ben"]


def test_without_a_token_sending_ends_and_nothing_was_sent(lms, platform, book, tmp_path):
    lms.token_answer = {"error": "invalid_client"}
    with sent(platform, book, tmp_path) as first:
        assert (len(first.arrived), len(first.refused), len(first.left)) == (0, 0, 4)
    assert (len(lms.tokens), lms.scores) == (1, [])


def test_a_platform_that_fails_ends_the_sending_and_the_rest_is_sent_later_and_once(
    lms, platform, book, tmp_path
):
    lms.answers = [200, 0]
    with sent(platform, book, tmp_path) as first:
        assert [push.user for push in first.arrived] == ["lti-amy"]
        assert first.ended is not None
        assert len(first.left) == 3
    with sent(platform, book, tmp_path) as second:
        assert [push.user for push in second.arrived] == ["lti-ben", "lti-eve", "lti-fay"]
    bodies = [body for _, _, body in lms.scores]
    assert bodies[1] == bodies[2]  # the same bytes, timestamp included, for the one that may have arrived
    assert len(bodies) == 5


# -- how a platform is reached ---------------------------------------------------------------------------------


@pytest.fixture
def platform_file(tmp_path, pem):
    def platform_file(**changes):
        (tmp_path / "private.pem").write_bytes(pem)
        data = {
            "line_item": COLUMN,
            "token_url": "https://lms.school.edu/token",
            "client_id": "client-1",
            "key": "private.pem",
        } | changes
        path = tmp_path / "lti.toml"
        path.write_text(
            "".join(f"{name} = {json.dumps(value)}\n" for name, value in data.items() if value is not None)
        )
        return path

    return platform_file


def test_the_key_lies_beside_the_file_and_is_not_shown(platform_file, pem):
    platform = read_platform(platform_file())
    assert platform.key == pem
    assert "PRIVATE" not in repr(platform)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": None}, "client_id"),
        ({"line_item": 5}, "line_item"),
        ({"token_url": "http://lms.school.edu/token"}, "https://"),
        ({"line_item": "file:///etc/passwd"}, "https://"),
        ({"key": "nowhere.pem"}, "cannot be read"),
    ],
)
def test_a_platform_that_cannot_be_reached_safely_is_refused(platform_file, changes, words):
    with pytest.raises(Problem, match=words):
        read_platform(platform_file(**changes))


def test_a_key_that_cannot_sign_is_told(lms, platform):
    from dataclasses import replace

    with pytest.raises(Problem, match="cannot sign"):
        Client(replace(platform, key=b"no key at all")).send("{}")


@pytest.mark.parametrize(
    ("column", "url"),
    [
        ("https://a.edu/l/9", "https://a.edu/l/9/scores"),
        ("https://a.edu/l/9/", "https://a.edu/l/9/scores"),
        ("https://a.edu/l/9?x=1", "https://a.edu/l/9/scores?x=1"),
    ],
)
def test_scores_go_below_the_path_of_the_column(column, url):
    assert scores_url(column) == url
