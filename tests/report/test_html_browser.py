"""The page in a real browser: it fits a phone, can be read in dark and light, and runs and loads nothing."""

import dataclasses
import shutil
from pathlib import Path

import pytest
import torch

from grader.questions import to_data
from grader.report.html import verdicts_to_html
from grader.report.show import show, show_call
from grader.structure import call
from grader.verdict import Failure, FailureKind, Status, Title

from .conftest import HOSTILE_TEXTS, check, full_of, make_verdict

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PHONE = {"width": 375, "height": 700}
DESK = {"width": 1200, "height": 900}
PATIENCE = 120_000  # milliseconds; only a machine that is very busy needs them

# Of every text that is shown: its contrast with what lies behind it, and what it is.
CONTRASTS = """() => {
  const channels = (colour) => {
    const numbers = colour.match(/[\\d.]+/g).map(Number);
    return numbers.length === 4 ? numbers : [...numbers, 1];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((c, i) => c * a + below[i] * (1 - a));
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const colour = channels(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 ? colour.slice(0, 3) : over(colour, behind(element.parentElement));
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    let background = behind(element);
    let colour = channels(style.color);
    if (element instanceof SVGElement) {
      colour = channels(style.fill);
      const boxes = [...element.parentElement.querySelectorAll("rect.cell")].filter((box) => {
        const [outer, inner] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
        const middle = [(inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2];
        return outer.left < middle[0] && middle[0] < outer.right && outer.top < middle[1] && middle[1] < outer.bottom;
      });
      for (const box of boxes) {
        const fill = getComputedStyle(box);
        const below = channels(fill.fill);
        background = over([...below.slice(0, 3), below[3] * Number(fill.fillOpacity)], background);
      }
    }
    const [a, b] = [light(over(colour, background)), light(background)];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), `${element.tagName}: ${texts.currentNode.data}`]);
  }
  return found;
}"""

# What reaches beyond the right edge of the screen and is in no box that scrolls by itself.
TOO_WIDE = """() => [...document.body.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && !element.closest("pre.lines"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        path = next(filter(None, map(shutil.which, NAMES)), started.chromium.executable_path)
        if not Path(path).exists():
            pytest.skip(f"there is no Chromium here: none of {', '.join(NAMES)}")
        launched = started.chromium.launch(executable_path=path, timeout=PATIENCE)
        yield launched
        launched.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page and watches it: at the end it must have asked for nothing, and complained of nothing."""
    heard, contexts = [], []
    opens_nothing_else = ("request: file:", "request: data:")

    def opened(document, viewport=DESK, scheme="light"):
        file = tmp_path / "report.html"
        file.write_bytes(document)
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: heard.append(f"request: {request.url[:80]}"))
        page.on("requestfailed", lambda request: heard.append(f"failed: {request.failure}"))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
        return page

    opened.heard, opened.noise = heard, []
    yield opened
    for context in contexts:
        context.close()
    assert {line for line in heard if not line.startswith(opens_nothing_else)} == set(opened.noise)


def everything(verdict):
    """A page on which every kind of block is: a table, a picture, a bar, marks, folded lines and long code."""
    image = torch.linspace(-4, 4, 32, dtype=torch.float64).reshape(1, 4, 8).square() - 5
    right, wrong = image[:, :2, :4], image[:, :2, :4].clone()
    wrong[0, 1, 2] = float("nan")
    wrong[0, 0, 3] = 20
    seen = Failure(
        FailureKind.WRONG_VALUE,
        call=show_call("max_pool2d", (image, (3, 3)), {"padding": 1}),
        expected=show(right),
        actual=show(wrong),
        detail={
            "path": "",
            "index": [0, 0, 3],
            "differing": 2,
            "total": 8,
            "difference": 9.1,
            "allowed": 1e-14,
            "wrong": (right != wrong).tolist(),
        },
        traceback=f"{'x' * 500}\nValueError",
        printed="printed\n" * 60,
        question=to_data(call(image, (3, 3), padding=1)),
    )
    drawn = make_verdict(
        check("max_pool2d.value", Status.FAILED, inputs=14, failure=seen),
        check("max_pool2d.dtype", inputs=100),
        check("max_pool2d.device", inputs=100),
        check("max_pool2d.layout", inputs=100),
        file="a_folder_with_a_long_name/" * 8 + "max_pooling.py",
    )
    return [verdict, drawn, dataclasses.replace(verdict, checks=verdict.checks[:3])]


@pytest.fixture
def page_of_everything(verdict):
    return verdicts_to_html(everything(verdict), "en", missing=["47 Unpooling"])


@pytest.mark.parametrize("width", [320, 375, 768])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_the_screen(opened, verdict, language, width):
    document = verdicts_to_html(everything(verdict), language, missing=["47 Unpooling"])
    page = opened(document, {"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(opened, page_of_everything, scheme):
    found = opened(page_of_everything, DESK, scheme).evaluate(CONTRASTS)
    assert len(found) > 100
    assert [what for contrast, what in found if contrast < 4.5] == []


def test_dark_and_light_are_two_looks(opened, page_of_everything):
    colours = {
        scheme: opened(page_of_everything, DESK, scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert colours["light"] != colours["dark"]


@pytest.mark.parametrize("hostile", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_of_a_submission_runs_or_widens_a_phone(opened, hostile):
    calm = dataclasses.replace(full_of(hostile), title=Title("Calm", "静"))
    page = opened(verdicts_to_html([calm], "en", again=[hostile]), PHONE)
    page.mouse.move(100, 300)
    assert page.title() == "46 Calm · torchgrade"
    assert page.evaluate("window.owned") is None
    assert page.evaluate("document.querySelectorAll('script, iframe, img, base, form').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate(TOO_WIDE) == []


def test_the_policy_would_stop_what_escaping_let_through(opened, verdict):
    document = verdicts_to_html([verdict], "en").replace(
        b"</main>",
        b"<script>window.owned = 1</script><img src=http://127.0.0.1:9/x onerror='window.owned = 2'>"
        b"<style>body { visibility: hidden }</style></main>",
    )
    page = opened(document)
    assert page.evaluate("window.owned") is None
    assert page.evaluate("getComputedStyle(document.body).visibility") == "visible"
    assert {"failed: csp"} == {line for line in opened.heard if line.startswith("failed")}
    opened.noise = [line for line in opened.heard if "Content Security Policy" in line]
    assert len(opened.noise) >= 3
    opened.noise += ["request: http://127.0.0.1:9/x", "failed: csp"]


def test_two_answers_stand_side_by_side_at_a_desk_and_one_below_the_other_on_a_phone(
    opened, page_of_everything
):
    tops = "[...document.querySelector('.pair').children].map((each) => each.getBoundingClientRect().top)"
    at_a_desk = opened(page_of_everything, DESK).evaluate(tops)
    on_a_phone = opened(page_of_everything, PHONE).evaluate(tops)
    assert at_a_desk[0] == at_a_desk[1]
    assert on_a_phone[0] < on_a_phone[1]


def test_wide_lines_scroll_in_a_box_of_their_own(opened, page_of_everything):
    wide = opened(page_of_everything, PHONE).evaluate(
        "[...document.querySelectorAll('pre.lines')].some((box) => box.scrollWidth > box.clientWidth)"
    )
    assert wide


def test_on_paper_everything_is_unfolded_and_light(opened, page_of_everything):
    page = opened(page_of_everything, DESK, "dark")
    page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = false; })")
    page.emulate_media(media="print", color_scheme="dark")
    shown = "[...document.querySelectorAll('details > :not(summary)')].every((each) => each.offsetHeight > 0)"
    assert page.evaluate(shown)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_row_of_the_table_leads_to_its_verdict(opened, page_of_everything):
    page = opened(page_of_everything)
    page.locator("table a").nth(1).click()
    playwright.expect(page.locator("#verdict-2 h2")).to_be_in_viewport(timeout=PATIENCE)
    assert page.url.endswith("#verdict-2")
