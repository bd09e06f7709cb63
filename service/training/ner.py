"""Makes the name recogniser: persons, organisations and places.

Trained on idner-news-2k (MIT) and NERGrit as in IndoNLU (Apache-2.0). Both leave most names of
foreign countries untagged, which news about the world cannot have: they are relabelled as places.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from service.crf.model import Tagger, load, spans
from service.entities.gazetteer import Gazetteer
from service.entities.reading import NameWords
from service.entities.recogniser import MODEL
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.text.tokens import Tokenizer
from service.training import corpus
from service.training.augment import Supply, renamed, titled
from service.training.countries import Countries
from service.training.crf import Sentence, Settings, train
from service.training.names import Names

NEWS = tuple(f"idner-news-2k/{part}.txt" for part in ("train", "dev", "test"))
OTHER = tuple(f"nergrit/{part}_preprocess.txt" for part in ("train", "valid", "test"))
PACK = "id"
SETTINGS = Settings(c1=0.01, c2=0.7, passes=100)
# idner-news-2k is the news: it counts twice, with three more copies under other names; NERGrit, an
# encyclopaedia, once with one. News sentences up to this many words are also told as headlines.
NEWS_WEIGHT, NEWS_SEEDS, OTHER_SEED, HEADLINE = 2, (0, 1, 2), 9, 14
# In training only each second known name has its tags; all have them afterwards.
WITHOUT_TAGS = 2


def lexicon(
    files: PackFiles,
    gazetteer: Gazetteer,
    names: Mapping[str, Sequence[str]],
) -> dict[str, tuple[str, ...]]:
    """Return word → tags from the pack's lists and `names`; a marked tag (!) is part of the class.

    The model asks word by word: each word of 'rumah sakit' has its mark.
    """
    tags: dict[str, list[str]] = {}
    roles = Roles.load(files)
    words = NameWords.load(files, roles).lists
    for mark, listed in (
        ("!role", roles.words()),
        ("!body", words["org_heads"]),
        ("!site", words["loc_heads"]),
        ("!say", words["person_before"] | words["person_after"]),
    ):
        for word in sorted({word for phrase in listed for word in phrase.split()}):
            tags.setdefault(word, []).append(mark)
    for kind, counts in _bags(gazetteer).items():
        for word in sorted(counts):
            tags.setdefault(word, []).append(kind + _often(counts[word]))
    for name, told in names.items():
        tags.setdefault(name, []).extend(told)
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


def prepared(data: Data, countries: Countries, supply: Supply) -> list[Sentence]:
    """Return the sentences to train on: relabelled, with other names, and some as headlines."""
    news = countries.relabel([*data.train, *data.dev])
    other = countries.relabel(data.other)
    return [
        *news * NEWS_WEIGHT,
        *(sentence for seed in NEWS_SEEDS for sentence in renamed(news, supply, seed)),
        *other,
        *renamed(other, supply, OTHER_SEED),
        *titled(news, HEADLINE),
    ]


def f1(tagger: Tagger, sentences: Sequence[Sentence]) -> float:
    """Return micro F1 of exact spans, as seqeval counts them."""
    right = found = wanted = 0
    for sentence in sentences:
        gold = set(spans(sentence.labels))
        mine = set(spans([tagger.labels[label] for label in tagger.tag(sentence.words)]))
        right, found, wanted = right + len(gold & mine), found + len(mine), wanted + len(gold)
    return 2 * right / (found + wanted) if found + wanted else 0.0


def untagged(tagger: Tagger, countries: Countries, news: Path) -> float:
    """Return the share of foreign-country mentions in plain news text that stay untagged."""
    tokenizer = Tokenizer.load(PackFiles.of(PACK))
    missed = total = 0
    outside = tagger.labels.index("O")
    for line in corpus.lines(news):
        words = tokenizer.parse(None, [line]).words
        mentions = list(countries.find(words))
        labels = tagger.tag(words) if mentions else []
        total += len(mentions)
        missed += sum(labels[first] == outside for first, _ in mentions)
    return missed / total if total else 0.0


def make(folder: Path, news: Path, path: Path = MODEL) -> Iterator[str]:
    """Train on the corpora in `folder`, write the model to `path` and its card beside it.

    `news` is plain news text on which untagged countries are counted. Yields the card line by line;
    raises `ModelError`.
    """
    files = PackFiles.of(PACK)
    gazetteer, names = Gazetteer.load(files), Names.load()
    countries = Countries.of(gazetteer)
    data = Data.read(folder)
    model = train(
        prepared(data, countries, Supply.of(names, gazetteer)),
        lexicon(files, gazetteer, names.tags(WITHOUT_TAGS)),
        SETTINGS,
        {"name": "ner", "data": ["idner-news-2k (MIT)", "NERGrit as in IndoNLU (Apache-2.0)"]},
    )
    # What the file says of its words is what the tagger knows: from here on all names have tags.
    model = replace(model, lexicon=lexicon(files, gazetteer, names.tags()))
    path.write_bytes(model.to_bytes())
    tagger = load(path)
    text = CARD.format(
        model=path.name,
        size=path.stat().st_size,
        sha256=tagger.sha256,
        plain=f1(tagger, data.test),
        places=f1(tagger, countries.relabel(data.test)),
        untagged=untagged(tagger, countries, news),
        news=news.name,
        hashes="\n".join(
            f"- `{name}` sha256 `{_sha256(folder / name)}`" for name in (*NEWS, *OTHER)
        ),
    )
    path.with_name("ner.md").write_text(text, encoding="utf-8")
    yield from text.split("\n")


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


CARD = """\
# {model}: persons, organisations and places

A linear-chain CRF over words (`service/crf`), labels IOB2 of PER, ORG, LOC. {size:,} bytes, sha256
`{sha256}`.

- **Data.** [idner-news-2k](https://github.com/khairunnisaor/idner-news-2k), train and dev (MIT, (c) 2020
  khairunnisaor; Khairunnisa, Imankulova and Komachi, AACL-IJCNLP SRW 2020), and
  [NERGrit](https://github.com/grit-id/nergrit-corpus) as in [IndoNLU](https://github.com/IndoNLP/indonlu),
  all of it (Apache-2.0; PT Gria Inovasi Teknologi; Wilie et al., AACL 2020). Mentions of foreign countries
  that they leave untagged are relabelled LOC. Copies of sentences have other names put in, from the
  language pack and from [faker](https://pypi.org/project/faker/) (MIT). Only weights and word lists are
  in the file, no sentence.
- **Known words.** Tags from the language pack (places, bodies, roles, heads, speech verbs) and from
  faker's lists of names.
- **Scores** (exact spans, micro F1): official test of idner-news-2k {plain:.4f}; with foreign countries
  taken as places {places:.4f}. Foreign countries left untagged in {news}: {untagged:.2%}.
- **Left out.** Clusters of words by their contexts, made from news of the 2000s, gained half a point on
  the test above and lost a point on articles of today, so there are none.
- **Limits.** Trained on older news; names of new bodies and of foreign organisations are the most
  frequent misses. The pipeline joins what the model tags with the closed lists.
- **Made by** `kabar train ner --data FOLDER --news FILE` (minutes; deterministic with the pinned packages).

{hashes}
"""
