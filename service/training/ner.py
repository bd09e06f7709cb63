"""Makes the name recogniser: persons, organisations and places.

Trained on idner-news-2k (MIT) and NERGrit as in IndoNLU (Apache-2.0). Both leave most names of
foreign countries untagged, which news about the world cannot have: they are relabelled as places.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from service.crf.model import Tagger, load, spans
from service.entities.gazetteer import Gazetteer
from service.entities.names import FILE as NAMES
from service.entities.names import KEYS
from service.entities.recogniser import MODEL
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.training import clusters, corpus
from service.training.augment import Supply, renamed, titled
from service.training.countries import Countries
from service.training.crf import Sentence, Settings, train
from service.training.names import Names

NEWS = tuple(f"idner-news-2k/{part}.txt" for part in ("train", "dev", "test"))
OTHER = tuple(f"nergrit/{part}_preprocess.txt" for part in ("train", "valid", "test"))
PACK = "id"
SETTINGS = Settings(c1=0.01, c2=0.7, passes=100)
# Copies with other names; sentences up to this many words are also told as headlines.
COPIES, HEADLINE = 2, 14
# In training only each second known name has its tags; all have them afterwards.
WITHOUT_TAGS = 2


def lexicon(
    files: PackFiles,
    gazetteer: Gazetteer,
    names: Mapping[str, Sequence[str]],
    grouped: Mapping[str, Sequence[str]],
) -> dict[str, tuple[str, ...]]:
    """Return word → tags from the pack's lists, `names` and clusters.

    A marked tag (!) is part of the word's class.
    """
    tags: dict[str, list[str]] = {}
    words = files.toml(NAMES, KEYS)
    for mark, listed in (
        ("!role", sorted(Roles.load(files).words())),
        ("!body", words["org_heads"]),
        ("!site", words["loc_heads"]),
        ("!say", [*words["person_before"], *words["person_after"]]),
    ):
        for word in dict.fromkeys(listed):
            tags.setdefault(word, []).append(mark)
    for kind, counts in _bags(gazetteer).items():
        for word in sorted(counts):
            tags.setdefault(word, []).append(kind + _often(counts[word]))
    for given in (names, grouped):
        for word, told in given.items():
            tags.setdefault(word, []).extend(told)
    return {word: tuple(told) for word, told in tags.items()}


def _bags(gazetteer: Gazetteer) -> dict[str, Counter[str]]:
    """Return the words of the names of each kind: in how many names each is."""
    bags: dict[str, Counter[str]] = {}
    for form, entry in gazetteer.forms.items():
        kind = entry.kind if entry.kind in {"country", "seat", "org"} else "place"
        bags.setdefault(kind, Counter()).update(
            word for word in form.lower().split() if len(word) > 1
        )
    return bags


def _often(count: int) -> str:
    return "1" if count == 1 else "few" if count <= 5 else "many"


@dataclass(frozen=True, slots=True)
class Data:
    """The annotated sentences of a data folder, as they come."""

    train: list[Sentence]
    dev: list[Sentence]
    test: list[Sentence]
    other: list[Sentence]

    @classmethod
    def read(cls, folder: Path) -> "Data":
        """Read both corpora; raises `ModelError` when a file is missing or wrong."""
        train, dev, test = (corpus.read(folder / name) for name in NEWS)
        return cls(
            train, dev, test, [each for name in OTHER for each in corpus.read(folder / name)]
        )

    def plain(self) -> list[list[str]]:
        """Return the words of all sentences but those of the test."""
        return [sentence.words for sentence in (*self.train, *self.dev, *self.other)]


def prepared(data: Data, countries: Countries, supply: Supply) -> list[Sentence]:
    """Return the sentences to train on: relabelled, with other names, and some as headlines."""
    news = countries.relabel([*data.train, *data.dev])
    sentences = [*news, *countries.relabel(data.other)]
    for seed in range(COPIES):
        sentences += renamed(sentences[: len(news) + len(data.other)], supply, seed)
    return [*sentences, *titled(news, HEADLINE)]


def f1(tagger: Tagger, sentences: Sequence[Sentence]) -> float:
    """Return micro F1 of exact spans, as seqeval counts them."""
    right = found = wanted = 0
    for sentence in sentences:
        gold = set(spans(sentence.labels))
        mine = set(spans([tagger.labels[label] for label in tagger.tag(sentence.words)]))
        right, found, wanted = right + len(gold & mine), found + len(mine), wanted + len(gold)
    return 2 * right / (found + wanted) if found + wanted else 0.0


def untagged(tagger: Tagger, countries: Countries, sentences: Iterable[list[str]]) -> float:
    """Return the share of foreign-country mentions in plain sentences that stay untagged."""
    missed = total = 0
    outside = tagger.labels.index("O")
    for sentence in sentences:
        mentions = list(countries.find(sentence))
        labels = tagger.tag(sentence) if mentions else []
        total += len(mentions)
        missed += sum(labels[first] == outside for first, _ in mentions)
    return missed / total if total else 0.0


def make(folder: Path, news: Path | None, path: Path = MODEL) -> Iterator[str]:
    """Train the model on the corpora in `folder`, write it to `path`, yield a report line by line.

    `news`, if given, is plain news text on which untagged countries are counted. Raises `ModelError`.
    """
    files = PackFiles.of(PACK)
    gazetteer, names, groups = Gazetteer.load(files), Names.load(), clusters.read()
    countries = Countries.of(gazetteer)
    data = Data.read(folder)
    for name in (*NEWS, *OTHER):
        yield f"data    {name} sha256 {sha256((folder / name).read_bytes()).hexdigest()}"
    supply = Supply.of(names, gazetteer)
    model = train(
        prepared(data, countries, supply),
        lexicon(files, gazetteer, names.tags(WITHOUT_TAGS), groups),
        SETTINGS,
        {"name": "ner", "data": ["idner-news-2k (MIT)", "NERGrit, IndoNLU (Apache-2.0)"]},
    )
    whole = lexicon(files, gazetteer, names.tags(), groups)
    data_bytes = replace(model, lexicon=whole).to_bytes()
    path.write_bytes(data_bytes)
    tagger = load(path)
    yield f"model   {path.name} {len(data_bytes):,} bytes sha256 {tagger.sha256}"
    yield f"F1 on the official test of idner-news-2k: {f1(tagger, data.test):.4f}"
    yield f"F1 there with foreign countries as places: {f1(tagger, countries.relabel(data.test)):.4f}"
    if news:
        share = untagged(tagger, countries, clusters.words_of(news))
        yield f"foreign countries left untagged in {news.name}: {share:.2%}"
