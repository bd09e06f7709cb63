"""The one place that decides ids. All are functions of content: equal input, equal id."""

import hashlib
import re
import uuid
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from service.records import EntityType, RawArticle
from service.text.plain import OTHERS, plain

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:kabar:article").bytes
# Names whose ids are kept: the same ones are in the news every day.
REMEMBERED = 8192
# Parameters that sites and ad networks add to a link without changing what it shows.
TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref|ref_src|source|"
    r"tag_from|amp|single|page_source|share|cmpid|ncid|spm)$",
    re.IGNORECASE,
)


def canonical_url(url: str) -> str:
    """Return `url` with lower-case scheme and host, no fragment, no tracking parameters."""
    try:
        parts = urlsplit(url.strip())
        kept = [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not TRACKING.match(name)
        ]
    except ValueError:
        return url.strip()
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, urlencode(kept), ""))


def article_id(raw: RawArticle) -> str:
    """Return the article's own id, else a UUIDv5 of its URL, else of source, title and body."""
    if raw.article_id and raw.article_id.strip():
        return raw.article_id.strip()
    if raw.url and raw.url.strip():
        return _uuid5(canonical_url(raw.url))
    return _uuid5("\x1f".join((raw.source or "", raw.title or "", raw.body or "")))


def _uuid5(name: str) -> str:
    """Return the UUIDv5 of `name` as `uuid.uuid5` makes it, in a third of the time."""
    digest = bytearray(hashlib.sha1(NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50  # version 5
    digest[8] = digest[8] & 0x3F | 0x80  # variant of RFC 4122
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def event_id(article: str, event_type: str, start: int, end: int) -> str:
    """Return the id of the event whose trigger stands at `start:end` of article `article`."""
    digest = hashlib.sha256(f"{article}\x1f{event_type}\x1f{start}\x1f{end}".encode())
    return f"event:{digest.hexdigest()[:32]}"


@lru_cache(maxsize=REMEMBERED)
def unlinked_entity_id(entity_type: EntityType, name: str) -> str:
    """Return the stable id of a name that no knowledge base holds: 'kabar:per/yehia-rasool'."""
    slug = OTHERS.sub("-", plain(name)).strip("-")
    if not slug:
        slug = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"kabar:{entity_type.lower()}/{slug}"
