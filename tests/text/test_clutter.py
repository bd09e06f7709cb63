import time
from pathlib import Path

import pytest

from service.errors import PackError
from service.packs.files import PackFiles
from service.text.clutter import Clutter
from tests.reading import knows


def clean(*lines: str) -> tuple[list[str], list[str], list[str]]:
    """Return what remains, the kinds removed and the related headlines."""
    out = knows().clutter.clean(list(lines))
    return out.paragraphs, [item.kind for item in out.removed], out.related


@pytest.mark.parametrize(
    ("line", "headline"),
    (
        ("Baca Juga : Menteri Buka Pameran Buku", "Menteri Buka Pameran Buku"),
        ("Baca juga: Menteri Buka Pameran Buku", "Menteri Buka Pameran Buku"),
        ("(Baca: Menteri Buka Pameran Buku)", "Menteri Buka Pameran Buku"),
        ("Lihat juga Video 'Menteri Buka Pameran':", "Menteri Buka Pameran"),
        ('Tonton juga video "Menteri Buka Pameran" di sini:', "Menteri Buka Pameran"),
        ("Simak juga Video: Menteri Buka Pameran", "Menteri Buka Pameran"),
    ),
)
def test_cross_links_are_removed_and_their_headlines_kept(line: str, headline: str) -> None:
    assert clean("Isi satu.", line, "Isi dua.") == (
        ["Isi satu.", "Isi dua."],
        ["cross_link"],
        [headline],
    )


def test_headlines_on_the_lines_after_a_bare_cross_link_belong_to_it() -> None:
    lines = (
        "Isi.",
        "Baca juga:",
        "Menteri Buka Pameran Buku",
        "Wali Kota Resmikan Taman Baru",
        "Ia pergi.",
    )
    paragraphs, _, related = clean(*lines)
    assert paragraphs == ["Isi.", "Ia pergi."]
    assert related == ["Menteri Buka Pameran Buku", "Wali Kota Resmikan Taman Baru"]


@pytest.mark.parametrize(
    "line",
    (
        "SCROLL TO CONTINUE WITH CONTENT",
        "ADVERTISEMENT",
        "[Gambas:Video 20detik]",
        "Halaman selanjutnya: Kronologi",
        "Editor: Sari Dewi",
        "Sumber : Kantor Berita",
        "Saksikan Live Pagi Nusantara :",
    ),
)
def test_adverts_embeds_paging_and_bylines_are_removed(line: str) -> None:
    assert clean("Isi satu.", line, "Isi dua.")[0] == ["Isi satu.", "Isi dua."]


def test_clutter_inside_a_paragraph_is_cut_out_verbatim() -> None:
    out = knows().clutter.clean(
        ["Ia pergi. [Gambas:Video 20detik] Lalu pulang.", "Selesai. (abc/def)"]
    )
    assert out.paragraphs == ["Ia pergi. Lalu pulang.", "Selesai."]
    assert [item.text for item in out.removed] == ["[Gambas:Video 20detik]", "(abc/def)"]


@pytest.mark.parametrize(
    "line",
    (
        "Baca puisi adalah hobinya sejak kecil.",
        "Iklan itu memicu protes warga.",
        "Komisi (KPK) menahan dua orang.",
        "Editor majalah itu mengatakan hal yang sama.",
    ),
)
def test_sentences_that_look_a_little_like_clutter_stay(line: str) -> None:
    assert clean("Awal.", line, "Akhir.")[0] == ["Awal.", line, "Akhir."]


def test_many_links_take_linear_time() -> None:
    began = time.perf_counter()
    clean(*["baca juga:"] * 50_000, *["[Gambas:"] * 10_000)
    assert time.perf_counter() - began < 5


def test_a_wrong_rule_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "clutter.toml").write_text('[[rule]]\nkind = "x"\nwhere = "line"\npattern = "("\n')
    with pytest.raises(PackError, match=r"clutter\.toml"):
        Clutter.load(PackFiles(tmp_path))


@pytest.mark.parametrize(
    "line",
    (
        "REUTERS | AL JAZEERA",
        "rs/kp (AFP, Reuters)",
        "*Mari lawan hoaks bersama kami. Laporkan lewat WhatsApp 0812-0000-1111.",
    ),
)
def test_wires_and_appeals_after_the_article_are_clutter(line: str) -> None:
    assert clean("Isi berita.", line)[0] == ["Isi berita."]


@pytest.mark.parametrize(
    "line",
    (
        "AFP dan Reuters melaporkan hal yang sama.",
        "Hoaks itu beredar lewat WhatsApp sejak 2024 di dua kota.",
    ),
)
def test_sentences_that_name_wires_or_hoaxes_stay(line: str) -> None:
    assert clean("Isi berita.", line)[0] == ["Isi berita.", line]
