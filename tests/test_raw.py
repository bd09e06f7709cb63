import pytest

from service.errors import Rejected, SettingsError
from service.ids import article_id, canonical_url, unlinked_entity_id
from service.raw import parse
from service.records import RawArticle
from service.settings import Settings


@pytest.mark.parametrize(
    ("value", "reason", "named"),
    (
        (b"x", "not_json", "char"),
        (b"3", "not_an_object", "number"),
        (b'{"title": "x", "tags": [1]}', "wrong_type", "tags[0]"),
        (b'{"title": "x", "published_at": "besok"}', "wrong_type", "published_at"),
        (b'{"body": ""}', "no_text", "empty"),
    ),
)
def test_a_rejection_names_what_is_wrong(value: bytes, reason: str, named: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse(value, 1000)
    assert caught.value.reason == reason
    assert named in str(caught.value)


def test_unknown_fields_and_nulls_are_accepted() -> None:
    article = parse(
        b'{"title": "x", "body": null, "clicks": 7, "content_type": "text/html; a=b"}', 1000
    )
    assert article == RawArticle(title="x", content_type="text/html")


def test_the_same_page_has_the_same_id_whatever_led_to_it() -> None:
    one = RawArticle(title="a", url="https://Wartanusa.example/x?id=7&utm_source=medsos#komentar")
    other = RawArticle(title="b", url="https://wartanusa.example/x?id=7")
    assert article_id(one) == article_id(other)
    assert canonical_url("HTTPS://A.example/P?q=1&fbclid=z") == "https://a.example/P?q=1"


def test_without_id_and_url_the_content_decides() -> None:
    assert article_id(RawArticle(title="a")) == article_id(RawArticle(title="a"))
    assert article_id(RawArticle(title="a")) != article_id(RawArticle(title="b"))
    assert article_id(RawArticle(title="a", article_id=" 7 ")) == "7"


def test_entity_ids_forget_accents_case_and_marks() -> None:
    assert unlinked_entity_id("PER", "Yehia Rasool") == "kabar:per/yehia-rasool"
    assert unlinked_entity_id("PER", "José  Núñez") == "kabar:per/jose-nunez"
    assert unlinked_entity_id("ORG", "北京") != unlinked_entity_id("ORG", "東京")


def test_settings_tell_everything_wrong_at_once_and_how_to_mend_it() -> None:
    environ = {"KABAR_WINDOW": "many", "KABAR_WEB_PORT": "0", "KABAR_TIME_LIMIT": "40"}
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    message = str(caught.value)
    assert "KABAR_WINDOW='many'" in message
    assert "KABAR_WEB_PORT=0 must be at least 1" in message
    assert "KABAR_TIME_LIMIT (40) must be less than KABAR_SHUTDOWN_GRACE (30)" in message


def test_secrets_are_never_shown() -> None:
    settings = Settings.from_env(
        {
            "KABAR_SECURITY_PROTOCOL": "SASL_SSL",
            "KABAR_SASL_USERNAME": "kabar",
            "KABAR_SASL_PASSWORD": "rahasia",
        }
    )
    assert "rahasia" not in repr(settings)


def test_flags_win_over_the_environment() -> None:
    assert Settings.from_env({"KABAR_BROKER": "a:1"}, broker="b:2").brokers() == ["b:2"]
