"""A body as scraped, HTML or plain, to clean lines: one line a paragraph."""

import html
import re

import ftfy
from selectolax.lexbor import LexborHTMLParser

# Sniffing: an opening or closing tag that articles are made of.
LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|div|br|span|a|html|body|article|section|h[1-6]|ul|ol|li|table|strong|em|b|i|img|"
    r"script|figure|blockquote)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
NOT_TEXT = (
    "script, style, noscript, template, nav, aside, header, footer, form, figure, iframe, svg, "
    "button, select, video, audio, object"
)
BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|article|section|main|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|pre|hr|dl|dt|"
    r"dd)(?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?/?>",
)
OPEN_OR_CLOSE = re.compile(
    r"</|<(?!(?:br|img|hr|p|li|meta|link|input|source)\b)(?=[a-z])", re.IGNORECASE
)
# The HTML algorithm takes quadratic time on deep nesting; no article needs this much.
DEEPEST = 1000
ANY_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# What UTF-8 read as Windows-1252 or Latin-1 looks like: 'â€œ', 'Ã©', 'Â '.
LOOKS_GARBLED = re.compile("[ÂÃâ][\u0080-\u00bf\u2018-\u203a\u20ac\u2122\u0152-\u0178]")
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)


def to_text(body: str, content_type: str | None) -> list[str]:
    """Return the non-empty lines of `body`, without tags, with white space and encoding mended.

    `content_type` 'text/html' or 'text/plain' is believed; otherwise HTML is recognised by its
    tags. Accepts any string, in time linear in its length.
    """
    if content_type == "text/html" or (content_type is None and LOOKS_LIKE_HTML.search(body)):
        body = _strip_markup(body)
    elif ENTITY.search(body):
        body = html.unescape(body)
    return [line for line in map(clean_line, LINE_ENDS.sub("\n", body).split("\n")) if line]


def clean_line(line: str) -> str:
    """Return `line` without invisible characters, with single spaces and mended encoding."""
    if LOOKS_GARBLED.search(line):
        line = ftfy.fix_encoding(line)
    return SPACES.sub(" ", INVISIBLE.sub("", line)).strip()


def _strip_markup(body: str) -> str:
    """Let the parser repair the markup and drop what is no text; blocks become lines."""
    markup = body if _depth(body) > DEEPEST else _repaired(body.replace("\x00", ""))
    # In HTML a line end is a space; only blocks and <br> end a line.
    text = BLOCK_TAG.sub("\n", SPACES.sub(" ", LINE_ENDS.sub(" ", markup).replace("\n", " ")))
    return html.unescape(ANY_TAG.sub("", text))


def _repaired(body: str) -> str:
    tree = LexborHTMLParser(body)
    for node in tree.css(NOT_TEXT):
        node.decompose()
    root = tree.body
    return (root.html if root is not None else None) or ""


def _depth(body: str) -> int:
    """Return about how deep the elements of `body` are nested; void ones are not told apart."""
    depth = deepest = 0
    for match in OPEN_OR_CLOSE.finditer(body):
        depth += -1 if match.group() == "</" else 1
        deepest = max(deepest, depth)
    return deepest
