from tests.reading import events


def types(*paragraphs: str) -> list[str]:
    return [event.type for event in events(*paragraphs)]


def test_what_protesters_demand_is_part_of_the_protest() -> None:
    found = types(
        "Ratusan buruh berunjuk rasa di depan kantor gubernur di Semarang, Selasa (21/10/2025).",
        "Buruh menuntut gubernur menaikkan upah.",
    )
    assert found == ["PROTEST"]


def test_whoever_is_called_a_demonstrator_demands_as_a_protester() -> None:
    found = types(
        "Ratusan mahasiswa berunjuk rasa di Bandung, Selasa (21/10/2025).",
        "Demonstran mendesak DPR membatalkan rancangan undang-undang itu.",
    )
    assert found == ["PROTEST"]


def test_what_others_demand_beside_a_protest_is_a_request() -> None:
    found = types(
        "Ratusan buruh berunjuk rasa di Semarang, Selasa (21/10/2025).",
        "Uni Eropa mendesak Indonesia membuka perundingan.",
    )
    assert found == ["PROTEST", "REQUEST"]


def test_a_demand_without_a_protest_is_a_request() -> None:
    assert types("Demonstran mendesak DPR membatalkan rancangan undang-undang itu.") == ["REQUEST"]
