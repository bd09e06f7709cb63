"""The entity step: closed lists and open names, linked within the article and to what is known."""

from dataclasses import dataclass
from datetime import datetime

from service.entities.building import Builder
from service.entities.functions import Function, Functions, Known
from service.entities.gazetteer import Gazetteer, Hit
from service.entities.geography import Geography
from service.entities.linking import Cluster, Linker
from service.entities.mentions import Entities
from service.entities.names import Name, NameFinder
from service.entities.people import People
from service.entities.placing import Placed, Placer
from service.entities.reading import tokens_of
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.records import DatelinePlace
from service.text.document import Document


@dataclass(frozen=True, slots=True)
class Annotator:
    """Finds the entities of an article."""

    gazetteer: Gazetteer
    names: NameFinder
    linker: Linker
    placer: Placer
    functions: Functions
    people: People
    builder: Builder

    @classmethod
    def load(cls, files: PackFiles) -> "Annotator":
        """Read all lists of the pack and the gazetteer; raises `PackError`."""
        roles = Roles.load(files)
        gazetteer = Gazetteer.load(files)
        people = People.load(files)
        linker = Linker.load(files, gazetteer, people)
        return cls(
            gazetteer,
            NameFinder.load(files, roles),
            linker,
            Placer(linker, gazetteer.bodies, Geography.load()),
            Functions(roles, gazetteer.bodies),
            people,
            Builder(people),
        )

    def models(self) -> dict[str, str]:
        """Return name → sha256 prefix of the models that read the article."""
        return {"ner": self.names.recogniser.tagger.sha256[:12]}

    def place(self, text: str) -> DatelinePlace | None:
        """Return the place that a dateline names: its printed name, in small letters, and country.

        A dateline is a town: 'Gaza' is not the region that the lists know by that name.
        """
        entry = self.gazetteer.lookup(text)
        if entry is None or entry.type != "LOC":
            return DatelinePlace(text, _small(text), self.placer.well_known(text))
        same = entry.name.casefold() == text.casefold()
        return DatelinePlace(text, entry.name if same else _small(text), entry.country)

    def kind_of(self, text: str) -> str | None:
        """Return the kind of the place or 'org' of the organisation `text`; None when unknown."""
        entry = self.gazetteer.lookup(text)
        if entry is None:
            return None
        return entry.kind if entry.type == "LOC" else "org"

    def annotate(self, doc: Document, published: datetime | None = None) -> Entities:
        """Return the entities of `doc` with all their mentions; offices are those at `published`."""
        hits = self.gazetteer.find(doc)
        names = self._with_bodies(doc, list(self.names.find(doc, hits)), hits)
        taken = tokens_of(names)
        listed = self._listed(doc, hits, taken)
        taken |= tokens_of(listed)
        names += listed + self._famous(doc, taken)
        clusters = self.linker.link(doc, names, hits)
        placed = self.placer.place(doc, clusters, hits)
        clusters, placed = _once(clusters, placed)
        told = self._functions(doc, clusters, placed)
        day = published.date() if published else None
        return self.builder.build(doc, clusters, placed, told, day)

    def _with_bodies(self, doc: Document, names: list[Name], hits: list[Hit]) -> list[Name]:
        """Let a listed body replace the names within it, and cut those that run on into a person.

        'Polda Bali Kombes Ariasandy' is a body, a rank and a person, 'SIPP PN Jakut' no person.
        """
        kept: list[Name | None] = list(names)
        # Token → which of `kept` have it: a long text has too many to look through for each body.
        having: dict[int, list[int]] = {}
        for number, name in enumerate(names):
            _note(having, name, number)
        for hit in hits:
            if hit.entry.type != "ORG":
                continue
            touched = {n for at in range(hit.first, hit.last) for n in having.get(at, ())}
            over = [(n, there) for n in sorted(touched) if (there := kept[n]) is not None]
            longer = [name for _, name in over if name.last > hit.last or name.first < hit.first]
            if not all(self._yields(doc, name, hit) for name in longer):
                continue
            if longer or hit.body:
                for n, _ in over:
                    kept[n] = None
                rests = [self._rest(doc, hit.last, name.last) for name in longer]
                for new in (Name(hit.first, hit.last, "ORG", hit), *rests):
                    if new is not None:
                        _note(having, new, len(kept))
                        kept.append(new)
        return [name for name in kept if name is not None]

    def _yields(self, doc: Document, name: Name, hit: Hit) -> bool:
        """Whether `name`, which reaches beyond the listed body, is that body and something else."""
        if name.hit:
            return False
        if name.first < hit.first:
            return name.type == "PER" and name.last <= hit.last
        if hit.body:
            return True
        rest = range(hit.last, name.last)
        return len(rest) > 1 and not any(
            self.names.is_ordinary(doc.lowers[at])
            or doc.lowers[at] in self.linker.divisions
            or self.gazetteer.lookup(doc.words[at])
            or not doc.words[at][0].isupper()
            for at in rest
        )

    def _rest(self, doc: Document, first: int, last: int) -> Name | None:
        """Return the person who is named in tokens `first:last` behind a body and a rank."""
        while first < last:
            role = self.functions.roles.match(doc.lowers, first, last)
            if role is None:
                break
            first = role.last
        if first == last or not all(word[0].isupper() for word in doc.words[first:last]):
            return None
        return Name(first, last, "PER", None)

    def _listed(self, doc: Document, hits: list[Hit], taken: set[int]) -> list[Name]:
        """Return the listed names that were not found: in the title, within a function.

        The title's capitals, and that of a sentence's first word, say nothing of ordinary words.
        """
        return [
            Name(hit.first, hit.last, hit.entry.type, hit)
            for hit in hits
            if hit.first not in taken
            and taken.isdisjoint(range(hit.first, hit.last))
            and not self._is_ordinary(doc, hit)
        ]

    def _famous(self, doc: Document, taken: set[int]) -> list[Name]:
        """Return known persons that were not found: at the start of a sentence, in the title."""
        found = []
        for first, last in self.people.find(doc):
            alone = last == first + 1
            if first in taken or not taken.isdisjoint(range(first, last)):
                continue
            if alone and (self.names.is_ordinary(doc.lowers[first]) or _in_run(doc, first)):
                continue
            taken.update(range(first, last))
            found.append(Name(first, last, "PER", None))
        return found

    def _is_ordinary(self, doc: Document, hit: Hit) -> bool:
        return (
            hit.last == hit.first + 1
            and not doc.words[hit.first].isupper()
            and (
                doc.lowers[hit.first] in self.linker.also_words
                or self.names.is_ordinary(doc.lowers[hit.first])
            )
        )

    def _functions(
        self, doc: Document, clusters: list[Cluster], placed: list[Placed]
    ) -> list[list[Function]]:
        """Return the functions told of each person, in the order of the text."""
        ends: dict[int, Known] = {}
        begins: dict[int, Known] = {}
        for cluster, place in zip(clusters, placed, strict=True):
            for first, last in cluster.places:
                known = Known(first, last, cluster.type, place.country, place.sector)
                ends[last] = begins[first] = known
        told: list[list[Function]] = []
        for cluster in clusters:
            found: list[Function] = []
            for first, last in sorted(cluster.places) if cluster.type == "PER" else ():
                sentence = doc.sentences[doc.sentence_of[first]]
                before = self.functions.before(doc, first, ends, sentence.first)
                after = self.functions.after(doc, last, begins, sentence.last)
                found += [function for function in (before, after) if function]
            told.append(found)
        return told


def _note(having: dict[int, list[int]], name: Name, number: int) -> None:
    """Note at each token of `name` that name `number` has it."""
    for at in range(name.first, name.last):
        having.setdefault(at, []).append(number)


def _in_run(doc: Document, at: int) -> bool:
    """Whether one capitalised word stands beside another outside the title: part of a longer name."""
    sentence = doc.sentences[doc.sentence_of[at]]
    if sentence.title:
        return False
    return any(
        sentence.first <= beside < sentence.last and doc.words[beside][0].isupper()
        for beside in (at - 1, at + 1)
    )


def _once(clusters: list[Cluster], placed: list[Placed]) -> tuple[list[Cluster], list[Placed]]:
    """Join clusters that turned out to be the same place."""
    first: dict[str, Cluster] = {}
    kept: list[Placed] = []
    for cluster, place in zip(clusters, placed, strict=True):
        same = first.get(place.entity_id)
        if same:
            same.places += cluster.places
        else:
            first[place.entity_id] = cluster
            kept.append(place)
    return list(first.values()), kept


def _small(text: str) -> str:
    """'BANDAR LAMPUNG' as 'Bandar Lampung'; acronyms stay ('WASHINGTON DC')."""
    if not text.isupper():
        return text
    return " ".join(word if len(word) <= 2 else word.capitalize() for word in text.split())
