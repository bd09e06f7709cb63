"""A body as scraped, HTML or plain, to clean lines: one line a paragraph."""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

import ftfy
from selectolax.lexbor import LexborHTMLParser, LexborNode

# Sniffing: an opening or closing tag that articles are made of; with blocks, they make the lines.
_BLOCKS = "p|div|br|article|section|main|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|pre|hr|dl|dt|dd"
HAS_BLOCKS = re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
HAS_TAGS = re.compile(
    r"</?(?:span|a|html|body|strong|em|b|i|u|img|script|style|figure|iframe|small|font)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
BLOCKS = _BLOCKS.replace("h[1-6]", "h1|h2|h3|h4|h5|h6").replace("|", ", ")
NOT_TEXT = (
    "script, style, noscript, template, nav, aside, header, footer, form, figure, iframe, svg, "
    "button, select, textarea, video, audio, object, ins, [hidden]"
)
# Boxes that sites set into an article, by their class names. A class can also sit on the article
# itself: a box is at most so long, and at most a third of the text.
LINK_CLASSES = ("related", "terkait", "rekomendasi", "linksisip")
OTHER_CLASSES = ("share", "social", "advert", "caption")
HAS_BOXES = re.compile(rf"class=[^<>]{{0,300}}?(?:{'|'.join(LINK_CLASSES + OTHER_CLASSES)})|<aside")
LINK_BOXES = ", ".join(["aside", *(f"[class*={name}]" for name in LINK_CLASSES)])
OTHER_BOXES = ", ".join(f"[class*={name}]" for name in OTHER_CLASSES)
LONGEST_BOX = 1500
LINK_WORDS = 3
# The HTML algorithm takes quadratic time on deep nesting; no article needs this much.
DEEPEST = 1000
OPEN_OR_CLOSE = re.compile(
    r"</|<(?!(?:br|img|hr|p|li|meta|link|input|source)\b)(?=[a-z])", re.IGNORECASE
)
ANY_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# Stands for the edge of a block while markup becomes text.
EDGE = "\x1e"
BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
# What UTF-8 read as Windows-1252 or Latin-1 looks like: 'â€œ', 'Ã©', 'Â '.
LOOKS_GARBLED = re.compile("[ÂÃâ][\u0080-\u00bf\u2018-\u203a\u20ac\u2122\u0152-\u0178]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe"
    "\uffff]"
)


class Body(NamedTuple):
    """The non-empty lines of a body, and the headlines in boxes of links that were left out."""

    lines: list[str]
    links: list[str]


def to_text(body: str, content_type: str | None) -> Body:
    """Return the lines of `body` without tags, with white space and encoding mended.

    `content_type` 'text/html' or 'text/plain' is believed; otherwise HTML is recognised by its
    tags. Accepts any string, in time linear in its length.
    """
    if content_type != "text/plain" and "<" in body:
        if HAS_BLOCKS.search(body):
            return _from_html(body, blocks=True)
        if content_type == "text/html" or HAS_TAGS.search(body):
            return _from_html(body, blocks=False)
    if "&" in body and ENTITY.search(body):
        body = html.unescape(body)
    return Body(_lines(_mend(body).splitlines()), [])


def clean_line(line: str) -> str:
    """Return `line` without invisible characters, with single spaces and mended encoding."""
    return " ".join(_mend(line).split())


def _lines(pieces: Iterable[str]) -> list[str]:
    return [line for line in map(_single_spaced, pieces) if line]


def _single_spaced(line: str) -> str:
    # Of what is printable, only a space is white: most lines are as they should be.
    if line.isprintable() and "  " not in line and line.strip() == line:
        return line
    return " ".join(line.split())


def _mend(text: str) -> str:
    if not text.isascii() and LOOKS_GARBLED.search(text):
        text = "\n".join(map(ftfy.fix_encoding, text.split("\n")))
    # What is invisible is not printable, and that is sooner told: of most lines it is all to ask.
    odd = [line for line in text.split("\n") if not line.isprintable() and INVISIBLE.search(line)]
    return INVISIBLE.sub("", text) if odd else text


def _from_html(body: str, *, blocks: bool) -> Body:
    """Let the parser repair the markup, drop what is no text, and make each block a line.

    In HTML a line end is a space; a blank line ends a paragraph all the same, as content systems
    store it, and where there are no blocks at all every line end does.
    """
    links: list[str] = []
    text = _flat(body) if _depth(body) > DEEPEST else _parsed(body, links)
    pieces = [_mend(piece) for piece in text.split(EDGE)]
    if blocks:
        return Body(_lines(part for piece in pieces for part in BLANK_LINE.split(piece)), links)
    return Body(_lines(part for piece in pieces for part in piece.splitlines()), links)


def _parsed(body: str, links: list[str]) -> str:
    tree = LexborHTMLParser(body.replace("\x00", "").replace(EDGE, ""))
    root = tree.body
    if root is None:
        return ""
    if HAS_BOXES.search(body):
        links += _drop_boxes(root)
    for node in root.css(NOT_TEXT):
        node.decompose()
    for node in root.css(BLOCKS):
        node.insert_before(EDGE)
        node.insert_after(EDGE)
    return root.text()


def _drop_boxes(root: LexborNode) -> list[str]:
    """Take the boxes out of the tree; return the headlines of the links in them."""
    links = []
    most = min(LONGEST_BOX, len(root.text()) // 3)
    for selector in (LINK_BOXES, OTHER_BOXES):
        for box in root.css(selector):
            if len(box.text()) <= most:
                links += _links(box) if selector is LINK_BOXES else []
                box.decompose()
    return links


def _links(box: LexborNode) -> list[str]:
    texts = dict.fromkeys(clean_line(link.text()) for link in box.css("a"))
    return [text for text in texts if len(text.split()) >= LINK_WORDS]


def _flat(body: str) -> str:
    """Strip the tags of markup that is too deep to be parsed."""
    return html.unescape(ANY_TAG.sub("", HAS_BLOCKS.sub(EDGE, body)))


def _depth(body: str) -> int:
    """Return about how deep the elements of `body` are nested; void ones are not told apart."""
    depth = deepest = 0
    for match in OPEN_OR_CLOSE.finditer(body):
        depth += -1 if match.group() == "</" else 1
        deepest = max(deepest, depth)
    return deepest
