"""`kabar train events`: weights that tell events from other uses of trigger words, and who takes part.

Data: the rows of `sentences`. A trigger tagger (CRF), and three logistic regressions (scikit-learn, L2) over the features of
`service.events.features`; only the weights are kept.
"""

from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import orjson
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from service.crf.model import Model
from service.entities.annotate import Annotator
from service.events import arguments, features
from service.events.arguments import Frame
from service.events.clause import Clause, light_verb
from service.events.cues import Cues
from service.events.features import Row
from service.events.model import EventModel, sigmoid
from service.events.parties import Candidate, Parties
from service.events.tagger import OUTSIDE, TriggerTagger, together, voice
from service.events.triggers import Lexicon, Trigger
from service.events.words import Words
from service.packs.files import PackFiles
from service.text.tokens import Tokenizer
from service.training import crf, sentences
from service.training.samples import (
    Sample,
    find,
    gold_roles,
    nearest,
    pairs,
    previous,
    sentence_of,
    within,
)

STRENGTH = {"party": 0.15, "event": 0.1}
# A word of a sentence is a topic when this many sentences have it.
TOPIC_SENTENCES = 8
SMALLEST = 0.02
FOLDS = 5
TAGGER = crf.Settings(c1=0.3, c2=0.01, passes=100)
EVENTS, TAGGER_FILE = "events.json", "triggers.crf.gz"
SHORTEST_STEM = 4
PREFIXES = (
    "menge", "meny", "meng", "mem", "men", "me", "peny", "peng", "pem", "pen", "pe", "di", "ter",
    "ber", "ke", "se",
)  # fmt: skip
SUFFIXES = ("nya", "kan", "lah", "an", "i")


class Trainer:
    """Reads the sentences with the pack and fits the models."""

    def __init__(self, files: PackFiles) -> None:
        self.cues = Cues.load(files)
        self.parties = Parties.load(files, self.cues)
        self.lexicon = Lexicon.load(files)
        self.words = Words(self.cues, self.lexicon.forms, self.parties.begins, {}, {})
        self.tokenizer = Tokenizer.load(files)
        self.annotator = Annotator.load(files)

    def sample(self, row: dict[str, Any]) -> Sample:
        """Return an annotated sentence as the coder reads it."""
        doc = self.tokenizer.parse(None, [row["text"]])
        entities = self.annotator.annotate(doc)
        return Sample(row, doc, self.parties.of(doc, entities), list(self.lexicon.find(doc)))

    def party_rows(self, samples: list[Sample]) -> tuple[list[list[str]], list[tuple[bool, bool]]]:
        """Return features and (is actor, is recipient) of each candidate of each known trigger."""
        rows, labels = [], []
        for sample in samples:
            gold = gold_roles(sample)
            for event, trigger in pairs(sample):
                spans = [
                    [nearest(sample.doc, party["text"], trigger.first) for party in event[role]]
                    for role in ("actors", "recipients")
                ]
                for candidate, row in self._candidates(sample, trigger, gold):
                    rows.append(features.strings(features.PARTY.features, row))
                    actor, recipient = (
                        any(
                            candidate.first < end and start < candidate.last for start, end in group
                        )
                        for group in spans
                    )
                    labels.append((actor, recipient))
        return rows, labels

    def _candidates(
        self, sample: Sample, trigger: Trigger, gold: dict[Trigger | None, dict[int, str]]
    ) -> list[tuple[Candidate, Row]]:
        sentence = sentence_of(sample.doc, trigger)
        near, around = within(sample, sentence)
        clause = Clause(sample.doc, self.cues, sentence, self.words.of(sample.doc).tokens)
        light = light_verb(clause, trigger)
        before = gold.get(previous(near, trigger), {})
        return arguments.looked_at(clause, trigger, light, near, around, before)

    def frames(self, sample: Sample, model: EventModel) -> list[tuple[Trigger, Frame]]:
        """Return each trigger of the sample with its parties, as the coder finds them."""
        out: list[tuple[Trigger, Frame]] = []
        for trigger in sample.triggers:
            sentence = sentence_of(sample.doc, trigger)
            near, around = within(sample, sentence)
            before = out[-1][1].roles() if out and previous(near, trigger) else {}
            clause = Clause(sample.doc, self.cues, sentence, self.words.of(sample.doc).tokens)
            light = light_verb(clause, trigger)
            frame = arguments.fill(clause, model, trigger, light, near, around, before)
            out.append((trigger, frame))
        return out

    def event_rows(
        self, samples: list[Sample], party: EventModel
    ) -> tuple[list[list[str]], list[bool]]:
        """Return features and whether it is an event of each trigger found."""
        rows, labels = [], []
        for sample in samples:
            gold = [trigger for _, trigger in pairs(sample)]
            for trigger, frame in self.frames(sample, party):
                sentence = sentence_of(sample.doc, trigger)
                words = set(sample.doc.lowers[sentence.first : sentence.last])
                clause = Clause(sample.doc, self.cues, sentence, self.words.of(sample.doc).tokens)
                light = light_verb(clause, trigger)
                topics = sorted(words & party.topics)
                tagged = sample.tagged.get(trigger.first)
                earlier = previous(within(sample, sentence)[0], trigger)
                row = features.of_trigger(clause, trigger, light, tagged, earlier)
                told = features.strings(features.TRIGGER.features, row)
                for topic in topics:
                    told += features.strings(features.TOPIC.features, [row[0], topic])
                peopled = features.of_parties(trigger, frame.actor, frame.recipient)
                rows.append(told + features.strings(features.PEOPLED.features, peopled))
                labels.append(trigger in gold)
        return rows, labels


def fit(
    rows: list[list[str]], labels: list[bool], strength: float
) -> tuple[float, dict[str, float]]:
    """Return bias and weights of a logistic regression; small weights are dropped."""
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    model = LogisticRegression(C=strength, max_iter=500).fit(matrix, labels)
    names = vectorizer.get_feature_names_out()
    weights = {
        str(name): round(float(weight), 3)
        for name, weight in zip(names, model.coef_[0], strict=True)
        if abs(weight) >= SMALLEST
    }
    return round(float(model.intercept_[0]), 3), weights


def fit_party(
    rows: list[list[str]], labels: list[tuple[bool, bool]], topics: frozenset[str]
) -> EventModel:
    """Return a model with the party weights only."""
    sides = [fit(rows, [label[side] for label in labels], STRENGTH["party"]) for side in (0, 1)]
    names = sorted(sides[0][1].keys() | sides[1][1].keys())
    weights = {name: (sides[0][1].get(name, 0.0), sides[1][1].get(name, 0.0)) for name in names}
    return EventModel({}, 0.0, topics, weights, (sides[0][0], sides[1][0]))


def topics_of(samples: list[Sample], cues: Cues) -> frozenset[str]:
    """Return the content words that several sentences have."""
    counts = Counter(
        word
        for sample in samples
        for word in set(sample.doc.lowers)
        if len(word) > 3 and word.isalpha() and word not in cues.function
    )
    return frozenset(word for word, count in counts.items() if count >= TOPIC_SENTENCES)


def stem(lower: str) -> str:
    """Return a rough stem: one prefix and one suffix off, at least four letters left."""
    for prefix in PREFIXES:
        if lower.startswith(prefix) and len(lower) - len(prefix) >= SHORTEST_STEM:
            lower = lower[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if lower.endswith(suffix) and len(lower) - len(suffix) >= SHORTEST_STEM:
            return lower[: -len(suffix)]
    return lower


def tags(lexicon: Lexicon, samples: list[Sample]) -> dict[str, tuple[str, ...]]:
    """Return what the tagger knows of words: stems, voices, and types of the lexicon's forms."""
    words = {lower for sample in samples for lower in sample.doc.lowers if lower.isalpha()}
    out = {}
    for lower in sorted(words | lexicon.forms.keys()):
        group = lexicon.forms.get(lower)
        kinds = {
            f"{'many' if rest else 'one'}={entry.meaning.type}"
            for rest, entries in (group.entries.items() if group else ())
            for entry in entries
        }
        out[lower] = (f"stem={stem(lower)}", f"voice={voice(lower)}", *sorted(kinds))
    return out


def fit_tagger(lexicon: Lexicon, cues: Cues, samples: list[Sample]) -> Model:
    """Return the trigger tagger of `samples`: the first content word of a trigger has its type."""
    sentences = []
    for sample in samples:
        labels = [OUTSIDE] * len(sample.doc.words)
        for event in sample.row["events"]:
            for first, last in find(sample.doc, event["trigger"]):
                head = _head(cues, sample.doc.lowers, first, last)
                if labels[head] == OUTSIDE:
                    labels[head] = f"B-{event['type']}"
                    break
        sentences += [
            crf.Sentence(sample.doc.lowers[s.first : s.last], labels[s.first : s.last])
            for s in sample.doc.sentences
        ]
    return crf.train(sentences, tags(lexicon, samples), TAGGER, {"name": "triggers"})


def _head(cues: Cues, lowers: list[str], first: int, last: int) -> int:
    plain = (at for at in range(first, last) if lowers[at] not in cues.function)
    return next(plain, first)


def with_tags(samples: list[Sample], lexicon: Lexicon, model: Model) -> list[Sample]:
    """Return `samples` with what a tagger that was not trained on them says."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "triggers.crf.gz"
        path.write_bytes(model.to_bytes())
        tagger = TriggerTagger.load(path)
    out = []
    for sample in samples:
        tagged = tagger.tag(sample.doc)
        known = [t for t in sample.triggers if t.meaning.cameo]
        out.append(
            replace(sample, tagged=tagged, triggers=together(sample.doc, lexicon, known, tagged))
        )
    return out


def folds(samples: list[Sample]) -> list[tuple[list[Sample], list[Sample]]]:
    """Return the samples as (all but one part, that part)."""
    return [
        (
            [s for number, s in enumerate(samples) if number % FOLDS != fold],
            [s for number, s in enumerate(samples) if number % FOLDS == fold],
        )
        for fold in range(FOLDS)
    ]


def train(trainer: Trainer, samples: list[Sample]) -> tuple[EventModel, Model]:
    """Fit tagger, party and event weights; each on what the step before says of unseen sentences."""
    topics = topics_of(samples, trainer.cues)
    lexicon = trainer.lexicon
    tagged = [
        sample
        for inside, outside in folds(samples)
        for sample in with_tags(outside, lexicon, fit_tagger(lexicon, trainer.cues, inside))
    ]
    rows: list[list[str]] = []
    labels: list[bool] = []
    for inside, outside in folds(tagged):
        more, told = trainer.event_rows(outside, fit_party(*trainer.party_rows(inside), topics))
        rows += more
        labels += told
    party = fit_party(*trainer.party_rows(tagged), topics)
    bias, weights = fit(rows, labels, STRENGTH["event"])
    model = EventModel(weights, bias, topics, party.party, party.party_bias)
    return model, fit_tagger(lexicon, trainer.cues, samples)


def write(model: EventModel, path: Path) -> None:
    """Write the model file, keys sorted: equal weights are equal bytes."""
    told = {
        feature.rpartition(",")[2].rpartition("=")[2]
        for feature in model.event
        if "topic=" in feature
    }
    used = sorted(model.topics & told)
    data = {
        "event": {"bias": model.event_bias, "topics": used, "weights": model.event},
        "party": {"bias": model.party_bias, "weights": model.party},
    }
    path.write_bytes(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))


def report(trainer: Trainer, model: EventModel, samples: list[Sample]) -> list[str]:
    """Return lines with precision and recall on held-out sentences by threshold."""
    rows, labels = trainer.event_rows(samples, model)
    chances = [
        sigmoid(model.event_bias + sum(model.event.get(f, 0.0) for f in row)) for row in rows
    ]
    gold = sum(len(s.row["events"]) for s in samples)
    lines = [
        f"events: {gold} told, {sum(labels)} of them with a trigger found, {len(rows)} triggers"
    ]
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        right = sum(told for told, c in zip(labels, chances, strict=True) if c >= threshold)
        found = sum(c >= threshold for c in chances) or 1
        precision, recall = right / found, right / gold
        f1 = 2 * precision * recall / (precision + recall or 1)
        lines.append(f"  from {threshold}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    right = total = 0
    both = Counter[str]()
    for sample in samples:
        frames = dict(trainer.frames(sample, model))
        for event, trigger in pairs(sample):
            frame = frames[trigger]
            ok = []
            for role, got in (("actors", frame.actors), ("recipients", frame.recipients)):
                spans = [nearest(sample.doc, party["text"], trigger.first) for party in event[role]]
                fits = (not event[role] and not got) or any(
                    c.first < b and a < c.last for c in got for a, b in spans
                )
                both[role] += fits
                ok.append(fits)
            both["both"] += all(ok)
            total += 1
    lines.append(
        "parties of found triggers: " + ", ".join(f"{k} {v / total:.3f}" for k, v in both.items())
    )
    return lines


def run(data: Path, out: Path, *, trial: bool) -> list[str]:
    """Train on all sentences of folder `data`, write the models into folder `out`; return a report.

    The report holds the hashes and, with `trial`, the figures of models trained without the
    held-out batches, which takes as long again.
    """
    trainer = Trainer(PackFiles.of("id"))
    samples = [trainer.sample(row) for row in sentences.read(data)]
    lines = [f"{len(samples)} sentences, {sum(len(s.row['events']) for s in samples)} events"]
    if trial:
        model, tagger = train(trainer, [s for s in samples if not s.held])
        held = with_tags([s for s in samples if s.held], trainer.lexicon, tagger)
        lines += report(trainer, model, held)
    model, tagger = train(trainer, samples)
    write(model, out / EVENTS)
    (out / TAGGER_FILE).write_bytes(tagger.to_bytes())
    for name in (EVENTS, TAGGER_FILE):
        lines.append(f"{name} sha256 {sha256((out / name).read_bytes()).hexdigest()}")
    return lines
