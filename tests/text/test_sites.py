"""Clutter of Indonesian sites, and real sentences that look a little like it."""

import pytest

from tests.reading import knows


def clean(*lines: str) -> tuple[list[str], list[str]]:
    """Return what remains and the related headlines."""
    out = knows().clutter.clean(list(lines))
    return out.paragraphs, out.related


BODY = "Warga menyambut jembatan baru itu dengan gembira, Senin (3/2/2025)."
MORE = "Pembangunannya memakan waktu dua tahun, kata Camat Rahmat."


@pytest.mark.parametrize(
    "line",
    (
        "ADVERTISEMENT",
        "SCROLL TO RESUME CONTENT",
        "Scroll ke bawah untuk melanjutkan membaca",
        "Iklan",
        "[Gambas:Instagram]",
        "[embed]https://contoh.example/v/1[/embed]",
        "Lihat postingan ini di Instagram",
        "— Dinas Kebersihan (@bersih_kota) January 3, 2025",
        "Reporter: Sari Dewi | Editor: Budi Hartono",
        "Penulis : Tim Redaksi",
        "Redaktur & Reporter : Agus Salim",
        "Laporan Wartawan Tribun Utara, Sari Dewi",
        "Sumber: https://www.contoh.co.id/berita/1",
        "COPYRIGHT © WARTA NUSA 2025",
        "Hak cipta dilindungi undang-undang.",
        "Dilarang keras mengambil konten di situs ini tanpa izin tertulis dari redaksi.",
        "(abc/def)",
        "[ka/ab]",
        "(Z-1)",
        "(L/R1/P1)",
        "***",
        "Halaman 1/3",
        "Halaman Selanjutnya",
        "Baca halaman berikutnya",
        "Bersambung ke halaman berikutnya...",
        "1 2 3 Selanjutnya",
        "Bagikan artikel ini:",
        "Facebook Twitter WhatsApp",
        "Salin tautan",
        "Tags: jembatan, warga, camat",
        "Kata kunci: jembatan",
        "#Jembatan #KotaBaru",
        "Ikuti berita terbaru Warta Nusa di Google News, klik di sini.",
        "Dapatkan update berita pilihan setiap hari dari Warta Nusa. Mari bergabung di Grup Telegram kami.",
        "Simak berita lainnya di Google News",
        "Artikel ini telah tayang di WartaNusa.com dengan judul Jembatan Baru",
        "Saksikan live streaming program Warta TV di sini",
        "Saksikan Video Pilihan di Bawah Ini:",
        "Ilustrasi jembatan gantung. Foto: Sari Dewi/wartanusa",
        "Sumber gambar, Getty Images",
        "Keterangan gambar, Jembatan itu selesai dibangun bulan lalu",
        "Berita Terkait",
        "Dengarkan artikel",
        "Copy Link",
    ),
)
def test_a_line_of_clutter_goes(line: str) -> None:
    assert clean(BODY, MORE, BODY, MORE, line, BODY)[0] == [BODY, MORE, BODY, MORE, BODY]


@pytest.mark.parametrize(
    "line",
    (
        "Jembatan baru di atas Sungai Deli, Senin (3/2/2025). (ANTARA/Sari Dewi)",
        "Pejabat meninjau jembatan. (Liputan6.com/Sari Dewi)",
        "Jembatan gantung di hulu sungai (dok. Pemkab)",
        "Warga melintas (Foto: Istimewa)",
        "Ilustrasi jembatan gantung",
        "Sari Dewi - detikNews",
        "Senin, 3 Februari 2025 | 10:30 WIB",
        "Kompas.com - 03/02/2025, 10:30 WIB",
    ),
)
def test_what_stands_above_the_text_goes(line: str) -> None:
    assert clean(line, BODY, MORE)[0] == [BODY, MORE]


@pytest.mark.parametrize(
    "line",
    (
        "Baca juga kitab itu",
        "Baca juga kitab itu, pesan sang guru.",
        "Baca doa: ya Allah, lindungilah kami.",
        "Baca: surat itu ditulis dengan tangan.",
        "Lihat juga apa yang terjadi di desa sebelah.",
        "Simak penjelasan dokter berikut ini.",
        "Iklan rokok dilarang di dekat sekolah.",
        "Scroll naskah kuno itu disimpan di museum.",
        "Berita terkait penangkapan itu menyebar luas",
        "Berita ini telah dimuat banyak koran, ujar dia.",
        "Editor: kami akan menerbitkannya besok pagi.",
        "Wartawan: Apa rencana Bapak setelah ini?",
        "Sumber gambar itu tidak diketahui polisi.",
        "Sumber air di desa itu mengering.",
        "Foto: benda yang paling dicari kolektor tua.",
        "Ia mengunggah foto: seekor kucing tidur di kursi",
        "Halaman selanjutnya memuat foto korban.",
        "Halaman 5 buku itu robek.",
        "Bagikan sembako ke warga, pesan bupati.",
        "Komentar warga beragam.",
        "Facebook menghapus ribuan akun palsu.",
        "Jangan mudah percaya berita bohong yang beredar di WhatsApp, kata menteri.",
        "Perusahaan itu menutup layanan Google News.",
        "Fitur baru itu hadir di WhatsApp untuk semua pengguna.",
        "Ikuti perkembangan cuaca, kata petugas.",
        "Tag harga barang itu sudah diganti.",
        "Oleh karena itu, warga menolak.",
        "Copyright lagu itu dipersoalkan di pengadilan oleh ahli waris pencipta, kata hakim yang memimpin sidang kasus tersebut di Jakarta hari ini sampai sore menjelang malam.",
        "Pilihan redaksi koran itu dikritik.",
        "Selanjutnya: polisi memeriksa para saksi.",
        "Tim dokter memeriksa korban.",
        "Laporan wartawan Tempo menyebut korban bertambah.",
        "Menurut dia, aparat gabungan (TNI/Polri) berjaga.",
        "Terkait: hubungan kedua kasus masih diselidiki.",
        "Lokasi: Gedung Serbaguna",
        "Waktu: pukul 10.30 WIB",
        "2. Bawa kartu identitas",
        "Video itu beredar luas.",
        "Video: bukti yang paling kuat menurut jaksa.",
    ),
)
def test_a_sentence_stays(line: str) -> None:
    assert clean(BODY, MORE, line, BODY)[0] == [BODY, MORE, line, BODY]


@pytest.mark.parametrize(
    "line",
    (
        "Polisi menyita sejumlah gambar. Kasus ini masih diselidiki.",
        "Ketua panitia mengumumkan hasilnya (suara sah).",
        "Operasi itu melibatkan aparat gabungan (TNI/Polri).",
        "Pendaftaran dibuka lewat situs resmi (www.kpu.example).",
        "Presiden tiba di Bali, Senin (20/10/2025).",
        "Menurut kantor berita Prancis (AFP), badai itu melemah.",
        "Tangkapan layar percakapan itu beredar luas.",
        "Foto bersejarah itu dilelang di London.",
        "Ia lahir di Medan, Sumatera Utara, pada 2 Maret 1980.",
    ),
)
def test_a_first_sentence_stays(line: str) -> None:
    assert clean(line, BODY, MORE)[0] == [line, BODY, MORE]


@pytest.mark.parametrize(
    ("lines", "related"),
    (
        (
            ("Baca Juga", "Bupati Resmikan Pasar", "Banjir Surut di Lima Desa"),
            ["Bupati Resmikan Pasar", "Banjir Surut di Lima Desa"],
        ),
        (("BACA JUGA:", "Bupati Resmikan Pasar"), ["Bupati Resmikan Pasar"]),
        (("Lihat Juga :", "Bupati Resmikan Pasar"), ["Bupati Resmikan Pasar"]),
        (
            ("Baca juga:", "Bupati resmikan pasar di kota tua"),
            ["Bupati resmikan pasar di kota tua"],
        ),
        (
            ("Pilihan Redaksi", "Bupati Resmikan Pasar", "Banjir Surut di Lima Desa"),
            ["Bupati Resmikan Pasar", "Banjir Surut di Lima Desa"],
        ),
        (("Pilihan Editor: Bupati Resmikan Pasar",), ["Bupati Resmikan Pasar"]),
        (("Baca juga: Siapa Pengganti Bupati?",), ["Siapa Pengganti Bupati?"]),
        (("Baca juga: Bupati resmikan pasar",), ["Bupati resmikan pasar"]),
        (("BACA JUGA: Bupati Resmikan Pasar (Lagi)",), ["Bupati Resmikan Pasar (Lagi)"]),
        (("(Baca Juga: Bupati Resmikan Pasar)",), ["Bupati Resmikan Pasar"]),
        ((">>> Baca juga: Bupati Resmikan Pasar",), ["Bupati Resmikan Pasar"]),
        (("Baca juga Bupati Resmikan Pasar Baru",), ["Bupati Resmikan Pasar Baru"]),
        (("Baca Selengkapnya: Bupati Resmikan Pasar",), ["Bupati Resmikan Pasar"]),
        (("Menarik Dibaca: Bupati Resmikan Pasar",), ["Bupati Resmikan Pasar"]),
        (("Selanjutnya: Bupati Resmikan Pasar",), ["Bupati Resmikan Pasar"]),
        (
            ("Saksikan video di bawah ini:", "Video: Bupati Resmikan Pasar"),
            ["Bupati Resmikan Pasar"],
        ),
        (("Next Article", "Bupati Resmikan Pasar"), ["Bupati Resmikan Pasar"]),
        (("Tags:", "jembatan", "camat"), []),
        (("Editor:", "Sari Dewi"), []),
    ),
)
def test_links_and_what_follows_them(lines: tuple[str, ...], related: list[str]) -> None:
    assert clean(BODY, *lines, MORE) == ([BODY, MORE], related)


@pytest.mark.parametrize(
    ("end", "left"),
    (
        (f"{MORE} (fas)", MORE),
        (f"{MORE} (Ant/OL-4)", MORE),
        (f"{MORE} (H-2)", MORE),
        (f"{MORE} (sari/wartanusa.id)", MORE),
        (f"{MORE} (Tribunnews.com/Sari)", MORE),
        (f"{MORE} [ded]", MORE),
        (f"{MORE}(*)", MORE),
        (f"{MORE} ***", MORE),
        (f"{MORE} []", MORE),
        (
            "Ia menjabat ketua lembaga antikorupsi (KPK).",
            "Ia menjabat ketua lembaga antikorupsi (KPK).",
        ),
        (
            "Kecepatannya 80 kilometer per jam (km/jam).",
            "Kecepatannya 80 kilometer per jam (km/jam).",
        ),
    ),
)
def test_signatures_at_the_end_go_though_other_clutter_follows(end: str, left: str) -> None:
    assert clean(BODY, end, "Baca juga: Bupati Resmikan Pasar", "Editor: Sari Dewi")[0] == [
        BODY,
        left,
    ]
