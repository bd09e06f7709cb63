import time

import pytest

from service.text.html import to_text


def test_blocks_become_lines_and_inline_tags_vanish() -> None:
    body = "<p>Presiden <b>bertemu</b> menteri.</p><div>Baris dua<br>baris tiga</div>"
    assert to_text(body, "text/html") == ["Presiden bertemu menteri.", "Baris dua", "baris tiga"]


def test_scripts_navigation_figures_and_footers_are_no_text() -> None:
    body = (
        "<nav>Beranda</nav><script>var a = 1;</script><p>Isi.</p>"
        "<figure><figcaption>Foto</figcaption></figure><footer>Hak cipta</footer>"
    )
    assert to_text(body, "text/html") == ["Isi."]


def test_html_is_recognised_by_its_tags_and_plain_text_left_alone() -> None:
    assert to_text("<p>Isi</p>", None) == ["Isi"]
    assert to_text("harga < 5 dan > 3", None) == ["harga < 5 dan > 3"]


def test_entities_white_space_and_invisible_characters_are_mended() -> None:
    body = "A&amp;B\u00a0 C\u200b\x00D\r\n\r\nbaris\u2028akhir"
    assert to_text(body, "text/plain") == ["A&B CD", "baris", "akhir"]


def test_utf_8_read_as_windows_1252_is_mended() -> None:
    assert to_text("â€œKamiâ€\x9d", "text/plain")[0].startswith("“Kami")


@pytest.mark.parametrize(
    "body",
    ("<div>" * 200_000, "<p" * 300_000, "&" * 1_000_000, '"' * 1_000_000, "&amp;" * 200_000),
)
def test_hostile_input_takes_linear_time(body: str) -> None:
    began = time.perf_counter()
    to_text(body, None)
    assert time.perf_counter() - began < 10
