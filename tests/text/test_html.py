import time

import pytest

from service.text import html


def to_text(body: str, content_type: str | None) -> list[str]:
    """Return the lines only."""
    return html.to_text(body, content_type).lines


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


def test_plain_text_with_a_stray_tag_keeps_its_lines() -> None:
    assert to_text("Baris <b>satu</b>\nbaris dua", None) == ["Baris satu", "baris dua"]


def test_a_blank_line_ends_a_paragraph_of_html_but_a_line_end_does_not() -> None:
    body = "Satu\nsambung.\n\nDua <em>miring</em>.<br>Tiga."
    assert to_text(body, "text/html") == ["Satu sambung.", "Dua miring.", "Tiga."]


def test_boxes_of_links_are_left_out_and_their_headlines_kept() -> None:
    text = "Warga menyambut jembatan baru itu. " * 9
    body = (
        f"<div class='article share-on'><p>{text}</p><div class='box-related'><a href='/x'>Bupati "
        "Resmikan Pasar</a><a href='/y'>Lainnya</a></div><aside><a>Banjir Surut Total</a></aside>"
        "<ul class='share-list'><li>Facebook</li></ul></div>"
    )
    found = html.to_text(body, None)
    assert found.lines == [text.strip()]
    assert found.links == ["Bupati Resmikan Pasar", "Banjir Surut Total"]


def test_entities_are_decoded_once() -> None:
    assert to_text("<p>A &amp;lt; B</p>", None) == ["A &lt; B"]


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
