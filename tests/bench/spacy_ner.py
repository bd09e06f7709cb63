"""Times kabar's reading half beside a spaCy pipeline that only finds names, trained on the same data.

    python -m tests.bench.spacy_ner DATA [--model FOLDER] [--epochs N]

DATA is the folder with idner-news-2k/ (needs the `bench` extra). The pipeline is spaCy's tokenizer and
its transition-based recogniser on a HashEmbedCNN of width 96 and depth 4, the architecture of its small
models. It is trained once into FOLDER and loaded from there afterwards. Both then read the same articles
of 300 words in turns, in one process on one core; what is printed is the median over the articles of
the best of some rounds, in CPU time.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Annotated, Any

import spacy
import typer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import compounding, minibatch

from service.crf.model import spans
from service.enrich import enrich
from service.evaluation import gold, speed
from service.training import corpus
from service.training.crf import Sentence

ROUNDS = 5
GOLD = Path("tests/gold")
MODEL, EPOCHS = Path("build/spacy-ner"), 12
CONFIG = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 96,
            "depth": 4,
            "embed_size": 4000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }
}


def train(sentences: Sequence[Sentence], epochs: int) -> Any:
    """Return a pipeline trained on `sentences`, with fixed seeds."""
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("id")
    nlp.add_pipe("ner", config=CONFIG)
    examples = [_example(nlp, sentence) for sentence in sentences]
    optimizer = nlp.initialize(lambda: examples)
    for epoch in range(epochs):
        random.Random(epoch).shuffle(examples)
        for batch in minibatch(examples, size=compounding(16, 64, 1.01)):
            nlp.update(batch, drop=0.2, sgd=optimizer)
    return nlp


def pipeline(data: Path, model: Path, epochs: int) -> Any:
    """Return the pipeline kept in `model`; it is trained first when it is not there."""
    if not model.is_dir():
        train(corpus.read(data / "idner-news-2k/train.txt"), epochs).to_disk(model)
    return spacy.load(model)


def _example(nlp: Any, sentence: Sentence) -> Example:
    told = Doc(nlp.vocab, words=sentence.words)
    told.set_ents([Span(told, *span) for span in spans(sentence.labels)])
    return Example(Doc(nlp.vocab, words=sentence.words), told)


def f1(nlp: Any, sentences: Sequence[Sentence]) -> float:
    """Return micro F1 of exact spans."""
    right = found = wanted = 0
    for sentence in sentences:
        doc = nlp(Doc(nlp.vocab, words=sentence.words))
        mine = {(span.start, span.end, span.label_) for span in doc.ents}
        told = set(spans(sentence.labels))
        right, found, wanted = right + len(mine & told), found + len(mine), wanted + len(told)
    return 2 * right / (found + wanted)


def rates(readers: Sequence[Callable[[int], object]], articles: int) -> list[float]:
    """Return articles a second of each reader, all reading each article in turn in each round."""
    best = [[float("inf")] * articles for _ in readers]
    for _ in range(ROUNDS):
        for at in range(articles):
            for times, read in zip(best, readers, strict=True):
                began = process_time()
                read(at)
                times[at] = min(times[at], process_time() - began)
    return [1 / median(times) for times in best]


def main(
    data: Annotated[Path, typer.Argument(help="The folder with idner-news-2k/.")],
    model: Annotated[Path, typer.Option(help="Where the spaCy pipeline is kept.")] = MODEL,
    epochs: Annotated[int, typer.Option(help="Passes over the sentences.")] = EPOCHS,
) -> None:
    """Train the spaCy pipeline if it is not there, and time both."""
    nlp = pipeline(data, model, epochs)
    test_set = corpus.read(data / "idner-news-2k/test.txt")
    told = [article for file in sorted(GOLD.glob("*.jsonl")) for article in gold.read(file)]
    articles = speed.articles_of(told)
    texts = [enrich(article).text for article in articles]
    knows = speed.reading_half()
    ours, theirs = rates(
        [lambda at: enrich(articles[at], knows), lambda at: nlp(texts[at])], len(articles)
    )
    typer.echo(
        f"spaCy NER only   {theirs:8,.0f} articles/s   F1 on idner-news-2k {f1(nlp, test_set):.3f}"
    )
    typer.echo(f"kabar reading    {ours:8,.0f} articles/s")
    typer.echo(f"ratio            {ours / theirs:8.1f}")


if __name__ == "__main__":
    typer.run(main)
