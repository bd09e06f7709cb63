"""The hot loops: text to tokens, the simhash of a text, and tagging.

Tagging is one row of scores per word type, and a Viterbi over their sums. An ordinary Python module;
`kernel.pxd` beside it gives C types, so that setuptools compiles it where there is a compiler. All
numbers are whole (scores in 1/1024 nat): compiled or not, the results are equal.
"""

from array import array
from collections.abc import Callable
from typing import Any

# A word's features tell about its neighbours up to two tokens away: offsets -2 … +2.
OFFSETS = 5
BEFORE, AFTER = 0, 1  # the word types before and after a sentence
UNSEEN = 0  # the id of a word or class that no joint feature holds
EMPTY = -1
# A joint feature's key has two words or classes, or three classes; with its row it is one number.
ID_BITS, OF_THREE_BITS, ROW_BITS = 20, 13, 20
WORDS, CLASSES, AROUND, UP_TO, WORD_CLASS, CLASS_WORD = 0, 1, 2, 3, 4, 5
WORD_ID, CLASS_ID, ABOUT = 0, 1, 2  # what stands before the scores in the row of a word type
MARK = "!"  # begins the tags that are part of a word's class
SHAPED_CHARACTERS, LONGEST_SHAPE = 14, 7
LONGEST_TOLD = 8
MOST_ROWS = 1 << ROW_BITS
LAST_ROW = MOST_ROWS - 1
LEAST = -(1 << 50)  # less than any sum of scores, and far from what a number holds
FOLD, MIX = 0x7FFFFFFF, 0x5851F42D
ENDS = ".!?…"  # marks that may end a sentence
INNER = ".-'’"  # marks that may stand inside a word
APART, JOINED, JOINED_END = 0, 1, 2  # how a full stop stands to the word before it
# Odd multipliers of the three places of a shingle, and the finaliser of splitmix64 (Steele, Lea,
# Flood 2014), which spreads them over all 64 bits.
FIRST, SECOND, THIRD = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
MIX_ONCE, MIX_TWICE = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ALL_BITS = 0xFFFFFFFFFFFFFFFF
BASIS, PRIME = 0xCBF29CE484222325, 0x100000001B3  # of FNV-1a (Fowler, Noll, Vo)
PLANES = 32
SHINGLE = 3
FOUR_BYTES, POLYNOMIAL = 0xFFFFFFFF, 0xEDB88320


class Scan:
    """The tokens of `text` as columns, read in one pass, and the `marks` that may end a sentence.

    A run of letters is a token, unless more of the word follows; so is a mark; `match` reads all
    others from where they start. `joint` tells from a word, the lower-case word before it and the
    character after its full stop how the stop stands to it: `APART`, `JOINED` or `JOINED_END`. The
    columns, `index`, `digits` and offsets are those of `Document`.
    """

    def __init__(
        self,
        text: str,
        match: Callable[[str, int], Any],
        joint: Callable[[str, str, str], int],
    ) -> None:
        self.words: list[str] = []
        self.lowers: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.index: dict[str, list[int]] = {}
        self.marks: list[int] = []
        self.digits: list[int] = []
        self._text = text
        self._size = len(text)
        self._match = match
        self._joint = joint
        self._read()

    def _read(self) -> None:
        at = 0
        while at < self._size:
            character = self._text[at]
            if character.isspace():
                at += 1
            elif character.isalpha():
                at = self._word(at)
            elif is_inner(character):
                if "0" <= character <= "9":
                    self.digits.append(len(self.words))
                at = self._add(at, self._match(self._text, at).end(), small=False)
            elif character in ENDS:
                at = self._end(at)
            else:
                at = self._add(at, at + 1, small=False)

    def _word(self, start: int) -> int:
        """Add the word that starts with a letter, and return where it ends."""
        text, size = self._text, self._size
        at = start
        while at < size and "a" <= text[at] <= "z":
            at += 1
        small = at > start
        while at < size and text[at].isalpha():
            small = False
            at += 1
        if at < size and self._goes_on(at):
            return self._add(start, self._match(text, start).end(), small=False)
        return self._add(start, at, small=small)

    def _goes_on(self, at: int) -> bool:
        """Whether the word whose letters end before `at` has more to it: a digit, or after a mark."""
        character = self._text[at]
        if character in INNER:
            return at + 1 < self._size and is_inner(self._text[at + 1])
        return is_inner(character)

    def _end(self, start: int) -> int:
        """Add a mark that may end a sentence, or a full stop to its word; return where it ends."""
        last = len(self.words) - 1
        how = APART
        if self._text[start] == "." and last >= 0 and self.ends[last] == start:
            word = self.words[last]
            if word[0].isalpha():
                before = self.lowers[last - 1] if last else ""
                how = self._joint(word, before, self._next(start + 1))
        if how == APART:
            self.marks.append(last + 1)
            return self._add(start, start + 1, small=False)
        if how == JOINED_END:
            self.marks.append(last)
        first = self.starts[last]
        self._take_back()
        return self._add(first, start + 1, small=False)

    def _next(self, at: int) -> str:
        """Return the first character from `at` on that is no white space, empty if there is none."""
        while at < self._size and self._text[at].isspace():
            at += 1
        return self._text[at : at + 1]

    def _take_back(self) -> None:
        """Forget the last token."""
        self.words.pop()
        self.starts.pop()
        self.ends.pop()
        lower = self.lowers.pop()
        places = self.index[lower]
        places.pop()
        if not places:
            del self.index[lower]

    def _add(self, start: int, end: int, *, small: bool) -> int:
        """Add the token `start:end`, and return `end`; `small`: it is in lower case."""
        word = self._text[start:end]
        lower = word if small else word.lower()
        places = self.index.get(lower)
        if places is None:
            self.index[lower] = [len(self.words)]
        else:
            places.append(len(self.words))
        self.words.append(word)
        self.lowers.append(lower)
        self.starts.append(start)
        self.ends.append(end)
        return end


def is_inner(character: str) -> bool:
    """Whether `character` is a letter, a digit or an underscore."""
    return character.isalnum() or character == "_"


def checksums(words: list[str]) -> "array[int]":
    """Return the CRC-32 of each word in UTF-8, and zeros for words that a shingle lacks."""
    table = CRC
    sums = array("Q", [0]) * max(len(words), SHINGLE)
    for number, word in enumerate(words):
        crc = FOUR_BYTES
        for character in word:
            if character < "\x80":
                crc = table[(crc ^ ord(character)) & 255] ^ (crc >> 8)
            else:
                for byte in character.encode("utf-8", "surrogatepass"):
                    crc = table[(crc ^ byte) & 255] ^ (crc >> 8)
        sums[number] = crc ^ FOUR_BYTES
    return sums


def _crc_table() -> "array[int]":
    """Return the CRC-32 of each byte, without the inversions at its ends."""
    table = array("Q")
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (POLYNOMIAL if crc & 1 else 0)
        table.append(crc)
    return table


CRC = _crc_table()


def simhash(numbers: "array[int]") -> int:
    """Return the bits that are set in most of the distinct shingles of `numbers` (32 bits each).

    A shingle is three numbers in a row, mixed to 64 bits; there must be one.
    """
    # The counters of the 64 bits lie across: plane k holds bit k of each.
    planes = array("Q", [0]) * PLANES
    room = 4
    while room < 2 * len(numbers):
        room *= 2
    seen = array("Q", [0]) * room  # a hash table; zero, which sets no bit, is counted apart
    room -= 1
    count = zeros = 0
    second = numbers[0]
    third = numbers[1]
    for i in range(2, len(numbers)):
        first = second
        second = third
        third = numbers[i]
        mixed = (first * FIRST + second * SECOND + third * THIRD) & ALL_BITS
        mixed = ((mixed ^ (mixed >> 30)) * MIX_ONCE) & ALL_BITS
        mixed = ((mixed ^ (mixed >> 27)) * MIX_TWICE) & ALL_BITS
        mixed ^= mixed >> 31
        if mixed == 0:
            zeros = 1
            continue
        at = mixed & room
        while seen[at] != 0 and seen[at] != mixed:
            at = (at + 1) & room
        if seen[at] == mixed:
            continue
        seen[at] = mixed
        count += 1
        plane = 0
        while mixed:
            carry = planes[plane] & mixed
            planes[plane] ^= mixed
            mixed = carry
            plane += 1
    return _more_than(planes, (count + zeros) // 2)


def _more_than(planes: "array[int]", limit: int) -> int:
    """Return the bits whose counters are greater than `limit`."""
    greater = 0
    equal = ALL_BITS
    for plane in range(PLANES - 1, -1, -1):
        bits = planes[plane]
        if (limit >> plane) & 1:
            equal &= bits
        else:
            greater |= equal & bits
            equal &= ~bits
    return greater


def shape(word: str) -> str:
    """Return the classes of the characters, runs as one: 'Jakarta' Aa, 'AK-47' A-0, '2.500' 0.0."""
    told = last = ""
    for character in word[:SHAPED_CHARACTERS]:
        if character.isupper():
            kind = "A"
        elif character.islower():
            kind = "a"
        else:
            kind = "0" if character.isdigit() else character
        if kind != last:
            told += kind
            last = kind
    return told[:LONGEST_SHAPE]


def features(word: str, lower: str, form: str, tags: tuple[str, ...]) -> list[str]:
    """Return what is known of one word type alone; the first letter is the kind of feature.

    `form` is its shape, `tags` what the model's lexicon says of `lower`.
    """
    end = len(lower)
    told = [
        "w" + lower,
        "s" + form,
        "q" + lower[:2],
        "p" + lower[:3],
        "r" + lower[:4],
        "y" + lower[max(end - 2, 0) :],
        "x" + lower[max(end - 3, 0) :],
        "z" + lower[max(end - 4, 0) :],
        "c" + word,
        "l" + str(min(len(word), LONGEST_TOLD)),
    ]
    if len(word) > 1 and word.isupper():
        told.append("u" + str(min(len(word), LONGEST_TOLD)))
    for tag in tags:
        told.append("@" + tag)  # noqa: PERF401 - a comprehension is a closure when compiled
    return told


def word_class(form: str, tags: tuple[str, ...]) -> str:
    """Return the class of a word in joint features: its shape, and its first marked tag."""
    for tag in tags:
        if tag[0] == MARK:
            return form + tag
    return form


def feature_key(kind: str, text: str, start: int, end: int) -> int:
    """Return the key of the feature `text[start:end]` of one kind: FNV-1a, its bits well mixed."""
    key = BASIS
    for i in range(start, end):
        key = ((key ^ ord(text[i])) * PRIME) & ALL_BITS
    key = ((key ^ ord(kind)) * PRIME) & ALL_BITS
    key = ((key ^ (key >> 30)) * MIX_ONCE) & ALL_BITS
    return key ^ (key >> 31)


def joint_key(kind: int, first: int, second: int, third: int) -> int:
    """Return the key of a joint feature: two ids below 2**20, or three below 2**13."""
    if kind in (AROUND, UP_TO):
        return kind << 40 | first << 26 | second << 13 | third
    return kind << 40 | first << 20 | second


def add_row(sums: "array[int]", at: int, scores: "array[int]", row: int, size: int) -> None:
    """Add `size` scores from `row` on to the sums from `at` on."""
    for label in range(size):
        sums[at + label] += scores[row + label]


class Decoder:
    """Scores and decodes sentences. It keeps scratch space: one decoder a thread.

    `size` labels. `ids` numbers the features; feature i has `OFFSETS * size` scores in `rows`, for
    the labels of the token at offset -2 … +2 from … where the word stands. `lexicon` maps a word in
    lower case to its tags. `words` and `classes` number what joint features hold; `joints` maps
    `joint_key` to a row of `joint_rows` (a pair has two rows: for its right and its left token).
    `transitions[a * size + b]` scores label b after a; `start` the first label of a sentence;
    `bias` is added to every token. At most `room` word types beyond the preloaded are remembered;
    when they are more, they are forgotten: a word's scores depend on the word alone.
    """

    def __init__(
        self,
        size: int,
        ids: dict[str, int],
        rows: "array[int]",
        lexicon: dict[str, tuple[str, ...]],
        words: dict[str, int],
        classes: dict[str, int],
        joints: dict[int, int],
        joint_rows: "array[int]",
        transitions: "array[int]",
        start: "array[int]",
        bias: "array[int]",
        room: int,
    ) -> None:
        self.size = size
        self.room = room
        self._rows = rows
        self._lexicon = lexicon
        self._words = words
        self._classes = classes
        self._joint_rows = joint_rows
        self._transitions = transitions
        self._start = start
        self._bias = bias
        self._mask = 1
        while 2 * self._mask < 3 * len(joints) + 8:
            self._mask *= 2
        self._slots = array("q", [EMPTY]) * self._mask
        self._mask -= 1
        for key, row in joints.items():
            self._put(key, row)
        self._within_features = 1
        while self._within_features < 2 * len(ids):
            self._within_features *= 2
        self._features = array("Q", [ALL_BITS]) * self._within_features
        self._within_features -= 1
        for feature, row in ids.items():
            self._enter(feature_key(feature[0], feature, 1, len(feature)), row)
        # Word types by the hash of the word: pairs of a hash and the number of the type's row.
        self._types = self._kept = array("q", [EMPTY]) * 2
        self._within = 0
        self._used = self._lasting = 0  # word types that there are, and those kept for good
        self._capacity = 0
        self._width = ABOUT + OFFSETS * size
        self._told = array("i")
        self._scratch = 0
        self._fetched = 0
        self._line = self._emitted = self._back = self._live = self._lives = array("i")
        self._leads = array("q", [0]) * size
        self._opens = array("q", [0]) * size
        self._goes_on = array("q", [0]) * size
        self._closes = 0
        self._path = self._rest = self._runs = self._wins = array("q")
        self._grow(room + 2)
        self._tell(self._begin(1, 1), "<", "", 0, 0)
        self._tell(self._begin(2, 2), ">", "", 0, 0)
        self._lasting = self._used

    def preload(self, words: list[str]) -> None:
        """Remember `words` for good."""
        self._grow(self._used + len(words) + self.room)
        for word in words:
            self._number(self._types, word)
        self._kept = array("q", self._types)
        self._lasting = self._used

    def tag(self, words: list[str], ends: list[int], usual: int) -> list[int]:
        """Return the label of each word; sentence i ends before word `ends[i]`, the last at the end.

        Labels that cannot beat `usual` at a word, whatever stands around it, are left out there:
        they are in no best sequence. The most frequent label leaves out most.
        """
        self._measure(usual)
        labels = [usual] * len(words)
        first = 0
        for end in ends:
            if end > first:
                self._best(words, labels, first, end, usual)
            first = end
        return labels

    def find(self, words: list[str], ends: list[int], usual: int) -> list[tuple[int, int, int]]:
        """Return (word, label, margin) of each word whose label is not `usual`.

        The margin (1/1024 nat) is by how much the label beats the best sequence without it. Labels
        are left out as in `tag`: they are in no sequence that a margin is counted from.
        """
        self._measure(usual)
        found: list[tuple[int, int, int]] = []
        labels = [usual] * len(words)
        first = 0
        for end in ends:
            if end > first and self._best(words, labels, first, end, usual):
                self._backward(end - first)
                self._compare(found, labels, first, end, usual)
            first = end
        return found

    def _best(self, words: list[str], labels: list[int], first: int, end: int, usual: int) -> bool:
        """Write the labels of words `first:end`; False if no other than `usual` is possible."""
        self._forget(end - first)
        self._emit(words, first, end)
        if self._thin(end - first, usual) == end - first:
            return False
        self._forward(end - first)
        self._choose(labels, first, end)
        return True

    def _put(self, key: int, row: int) -> None:
        at = self._home(key)
        while self._slots[at] != EMPTY:
            at = (at + 1) & self._mask
        self._slots[at] = key << ROW_BITS | row

    def _get(self, slots: "array[int]", key: int) -> int:
        """Return the row of a joint feature, -1 if there is none."""
        at = self._home(key)
        while slots[at] >> ROW_BITS != key:
            if slots[at] == EMPTY:
                return EMPTY
            at = (at + 1) & self._mask
        return slots[at] & LAST_ROW

    def _home(self, key: int) -> int:
        """Return the slot from which `key` is looked for."""
        return (((key ^ (key >> 17) ^ (key >> 37)) & FOLD) * MIX >> 24) & self._mask

    def _grow(self, capacity: int) -> None:
        """Make room for `capacity` word types; those known stay."""
        more = capacity - self._capacity
        if more > 0:
            self._told = array("i", self._told) + array("i", [0]) * (more * self._width)
            self._capacity = capacity
            self._types = self._spread(self._types)
            self._kept = self._spread(self._kept)

    def _spread(self, narrow: "array[int]") -> "array[int]":
        """Return the table `narrow` with two slots and more for each word type there is room for."""
        room = 1
        while room < 2 * self._capacity:
            room *= 2
        self._within = room - 1
        wide = array("q", [EMPTY]) * (2 * room)
        for at in range(0, len(narrow), 2):
            key = narrow[at]
            if key != EMPTY:
                to = self._slot(wide, key)
                wide[to] = key
                wide[to + 1] = narrow[at + 1]
        return wide

    def _slot(self, types: "array[int]", key: int) -> int:
        """Return where the hash `key` stands in `types`, or where it belongs."""
        at = key & self._within
        while types[2 * at] != key and types[2 * at] != EMPTY:
            at = (at + 1) & self._within
        return 2 * at

    def _number(self, types: "array[int]", word: str) -> int:
        """Return the number that `types` holds of the word type `word`; a new one is learnt.

        Words are told apart by their hashes: of 64 bits, and never `EMPTY`. Two of a million words
        have the same once in 30 million processes; comparing them is what a look-up waits for.
        """
        key = hash(word)
        at = self._slot(types, key)
        if types[at] == EMPTY:
            types[at + 1] = self._add(word)
            types[at] = key
        return types[at + 1]

    def _forget(self, coming: int) -> None:
        """Make sure that a sentence of `coming` words, should all be new, has room."""
        if self._used + coming > self._capacity:
            self._types = array("q", self._kept)
            self._used = self._lasting
            self._grow(self._used + coming)
        if coming > self._scratch:
            self._scratch = 2 * coming
            self._line = array("i", [0]) * (self._scratch + 4)  # where the rows of the words begin
            self._emitted = array("i", [0]) * (self._scratch * self.size)
            self._back = array("i", [0]) * (self._scratch * self.size)
            self._live = array("i", [0]) * (self._scratch * self.size)
            self._lives = array("i", [0]) * self._scratch
            self._path = array("q", [0]) * (self._scratch * self.size)
            self._rest = array("q", [0]) * (self._scratch * self.size)
            self._runs = array("q", [0]) * self._scratch
            self._wins = array("q", [0]) * self._scratch

    def _add(self, word: str) -> int:
        """Learn a new word type and return its number.

        What is known of it is what `features` tells, here without making the strings.
        """
        number = self._used
        lower = word.lower()
        form = shape(word)
        tags = self._lexicon.get(lower, ())
        word_id = self._words.get(lower, UNSEEN)
        at = self._begin(word_id, self._classes.get(word_class(form, tags), UNSEEN))
        end = len(lower)
        self._tell(at, "w", lower, 0, end)
        self._tell(at, "s", form, 0, len(form))
        self._tell(at, "q", lower, 0, min(2, end))
        self._tell(at, "p", lower, 0, min(3, end))
        self._tell(at, "r", lower, 0, min(4, end))
        self._tell(at, "y", lower, max(end - 2, 0), end)
        self._tell(at, "x", lower, max(end - 3, 0), end)
        self._tell(at, "z", lower, max(end - 4, 0), end)
        self._tell(at, "c", word, 0, len(word))
        length = str(min(len(word), LONGEST_TOLD))
        self._tell(at, "l", length, 0, 1)
        if len(word) > 1 and word.isupper():
            self._tell(at, "u", length, 0, 1)
        for tag in tags:
            self._tell(at, "@", tag, 0, len(tag))
        at += 2 * self.size
        for label in range(self.size):
            self._told[at + label] += self._bias[label]
        return number

    def _begin(self, word_id: int, class_id: int) -> int:
        """Begin the row of the next word type, and return where its scores are to stand."""
        at = self._used * self._width
        self._used += 1
        self._told[at + WORD_ID] = word_id
        self._told[at + CLASS_ID] = class_id
        at += ABOUT
        for i in range(OFFSETS * self.size):
            self._told[at + i] = 0
        return at

    def _tell(self, at: int, kind: str, text: str, start: int, end: int) -> None:
        """Add the scores of the feature `text[start:end]` of this kind to the row at `at`."""
        row = self._row(feature_key(kind, text, start, end))
        if row >= 0:
            size = OFFSETS * self.size
            add_row(self._told, at, self._rows, row * size, size)

    def _row(self, key: int) -> int:
        """Return the row of the feature with this key, -1 if there is none."""
        at = key & self._within_features
        while self._features[at] != ALL_BITS:
            if (self._features[at] ^ key) >> ROW_BITS == 0:
                return self._features[at] & LAST_ROW
            at = (at + 1) & self._within_features
        return EMPTY

    def _enter(self, key: int, row: int) -> None:
        """Note the row of a feature; raises `ValueError` when another feature has its key."""
        if self._row(key) >= 0 or row >= LAST_ROW:
            raise ValueError("two features have one key, or there are too many")
        at = key & self._within_features
        while self._features[at] != ALL_BITS:
            at = (at + 1) & self._within_features
        self._features[at] = (key >> ROW_BITS << ROW_BITS) | row

    def _emit(self, words: list[str], first: int, end: int) -> None:
        """Fill `_emitted` with the scores of words `first:end` for each label, neighbours told."""
        size, width = self.size, self._width
        length = end - first
        line, emitted, told, types = self._line, self._emitted, self._told, self._types
        within, fetched = self._within, 0
        line[0] = line[1] = BEFORE * width
        line[length + 2] = line[length + 3] = AFTER * width
        # What will be read is touched first: reads that nothing waits for overlap.
        for i in range(length):
            word = words[first + i]
            fetched ^= types[2 * (hash(word) & within)]
        for i in range(length):
            word = words[first + i]
            at = self._number(types, word) * width
            line[i + 2] = at
            for ahead in range(at, at + width, 16):  # four bytes each; 64 are read at once
                fetched ^= told[ahead]
        self._fetched ^= fetched
        for i in range(length):
            far = line[i] + ABOUT
            left = line[i + 1] + ABOUT + size
            here = line[i + 2] + ABOUT + 2 * size
            right = line[i + 3] + ABOUT + 3 * size
            beyond = line[i + 4] + ABOUT + 4 * size
            at = i * size
            for label in range(size):
                emitted[at + label] = (
                    told[far + label]
                    + told[left + label]
                    + told[here + label]
                    + told[right + label]
                    + told[beyond + label]
                )
        slots = self._slots
        for i in range(length + 1):
            self._fetch(slots, told, line, i)
        for i in range(length + 1):
            self._join(slots, told, line, i, length)

    def _fetch(self, slots: "array[int]", told: "array[int]", line: "array[int]", i: int) -> None:
        """Read where `_join` begins to look for what holds a word, so that it need not wait.

        The table is larger than a processor's cache, and reads that nothing waits for overlap.
        """
        left = told[line[i + 1] + WORD_ID]
        right = told[line[i + 2] + WORD_ID]
        before = told[line[i + 1] + CLASS_ID]
        here = told[line[i + 2] + CLASS_ID]
        self._fetched ^= slots[self._home(joint_key(WORDS, left, right, 0))]
        self._fetched ^= slots[self._home(joint_key(WORD_CLASS, left, here, 0))]
        self._fetched ^= slots[self._home(joint_key(CLASS_WORD, before, right, 0))]

    def _join(
        self, slots: "array[int]", told: "array[int]", line: "array[int]", i: int, length: int
    ) -> None:
        """Add the scores of the joint features of token `i` and the tokens before it."""
        left = told[line[i + 1] + WORD_ID]
        right = told[line[i + 2] + WORD_ID]
        far = told[line[i] + CLASS_ID]
        before = told[line[i + 1] + CLASS_ID]
        here = told[line[i + 2] + CLASS_ID]
        if left and right:
            self._sum_pair(i, length, self._get(slots, joint_key(WORDS, left, right, 0)))
        if before and here:
            self._sum_pair(i, length, self._get(slots, joint_key(CLASSES, before, here, 0)))
            if i < length:
                after = told[line[i + 3] + CLASS_ID]
                self._sum(i, self._get(slots, joint_key(AROUND, before, here, after)))
                self._sum(i, self._get(slots, joint_key(UP_TO, far, before, here)))
        if i < length and left and here:
            self._sum(i, self._get(slots, joint_key(WORD_CLASS, left, here, 0)))
        if i > 0 and right and before:
            self._sum(i - 1, self._get(slots, joint_key(CLASS_WORD, before, right, 0)))

    def _sum_pair(self, i: int, length: int, row: int) -> None:
        """Add both rows of the pair of tokens `i - 1` and `i`, where they are words."""
        if row >= 0:
            if i < length:
                self._sum(i, row)
            if i > 0:
                self._sum(i - 1, row + 1)

    def _sum(self, i: int, row: int) -> None:
        if row >= 0:
            add_row(self._emitted, i * self.size, self._joint_rows, row * self.size, self.size)

    def _measure(self, usual: int) -> None:
        """Fill what a label can win over `usual` by the labels beside it, at most.

        `_leads` is that of a label whatever stands beside it. Of a run of other labels `_opens` is
        what its first can win, `_goes_on` each after it, `_closes` the `usual` behind its last.
        """
        size, transitions = self.size, self._transitions
        stays = transitions[usual * size + usual]
        self._closes = LEAST
        for label in range(size):
            before = self._start[label] - self._start[usual]
            after = 0
            inner = LEAST
            for other in range(size):
                won = transitions[other * size + label]
                if other != usual:
                    inner = max(inner, won - stays)
                won -= transitions[other * size + usual]
                before = max(before, won)
                won = transitions[label * size + other]
                won -= transitions[usual * size + other]
                after = max(after, won)
            self._leads[label] = before + after
            self._opens[label] = transitions[usual * size + label] - stays
            self._goes_on[label] = inner
            if label != usual:
                self._closes = max(self._closes, transitions[label * size + usual] - stays)

    def _thin(self, length: int, usual: int) -> int:
        """Fill `_live` and `_lives`: the labels that each token may have; return how many in all."""
        size, emitted, runs = self.size, self._emitted, self._runs
        self._weigh(length, usual)
        total = 0
        for i in range(length):
            at = i * size
            least = emitted[at + usual]
            count = 0
            for label in range(size):
                if label == usual or (
                    runs[i] >= 0 and emitted[at + label] + self._leads[label] >= least
                ):
                    self._live[at + count] = label
                    count += 1
            self._lives[i] = count
            total += count
        return total

    def _weigh(self, length: int, usual: int) -> None:
        """Fill `_runs`: what a run of other labels over a token can win over `usual`, at most.

        Where that is less than nothing, `usual` for the whole run is better: the token has it.
        """
        size, emitted, runs, wins = self.size, self._emitted, self._runs, self._wins
        won = 0
        for i in range(length):  # the best run up to token i
            at = i * size
            opened = LEAST
            inner = LEAST
            for label in range(size):
                if label != usual:
                    more = emitted[at + label] - emitted[at + usual]
                    if i:
                        opened = max(opened, more + self._opens[label])
                        inner = max(inner, more + self._goes_on[label])
                    else:
                        opened = max(opened, more + self._start[label] - self._start[usual])
            won = max(opened, inner + won)
            runs[i] = won
            wins[i] = inner
        won = 0
        for i in range(length - 1, -1, -1):  # and the best after it
            runs[i] += won
            won = max(self._closes, wins[i] + won)

    def _forward(self, length: int) -> None:
        """Fill `_path`: the best score of the tokens up to i when i has the live label; `_back`: how."""
        size = self.size
        path, transitions, live = self._path, self._transitions, self._live
        for k in range(self._lives[0]):
            label = live[k]
            path[label] = self._start[label] + self._emitted[label]
        for i in range(1, length):
            at = i * size
            for k in range(self._lives[i]):
                label = live[at + k]
                how = live[at - size]
                best = path[at - size + how] + transitions[how * size + label]
                for m in range(1, self._lives[i - 1]):
                    previous = live[at - size + m]
                    score = path[at - size + previous] + transitions[previous * size + label]
                    if score > best:
                        best = score
                        how = previous
                path[at + label] = best + self._emitted[at + label]
                self._back[at + label] = how

    def _choose(self, labels: list[int], first: int, end: int) -> None:
        """Write the labels of the best path to `labels[first:end]`."""
        size = self.size
        at = (end - first - 1) * size
        chosen = self._live[at]
        for k in range(1, self._lives[end - first - 1]):
            label = self._live[at + k]
            if self._path[at + label] > self._path[at + chosen]:
                chosen = label
        for i in range(end - first - 1, -1, -1):
            labels[first + i] = chosen
            chosen = self._back[i * size + chosen]

    def _backward(self, length: int) -> None:
        """Fill `_rest`: the best score of the tokens after i when i has the live label."""
        size = self.size
        rest, transitions, live = self._rest, self._transitions, self._live
        at = (length - 1) * size
        for k in range(self._lives[length - 1]):
            rest[at + live[at + k]] = 0
        for i in range(length - 2, -1, -1):
            at = i * size
            after = at + size
            for k in range(self._lives[i]):
                label = live[at + k]
                best = 0
                for m in range(self._lives[i + 1]):
                    following = live[after + m]
                    score = transitions[label * size + following]
                    score += self._emitted[after + following] + rest[after + following]
                    if m == 0 or score > best:
                        best = score
                rest[at + label] = best

    def _compare(
        self,
        found: list[tuple[int, int, int]],
        labels: list[int],
        first: int,
        end: int,
        usual: int,
    ) -> None:
        """Add to `found` what is not `usual`, with what it has over the best other label."""
        size = self.size
        for i in range(end - first):
            at = i * size
            chosen = labels[first + i]
            if chosen != usual:
                best = self._path[at + usual] + self._rest[at + usual]
                for k in range(self._lives[i]):
                    label = self._live[at + k]
                    if label != chosen:
                        score = self._path[at + label] + self._rest[at + label]
                        best = max(best, score)
                margin = self._path[at + chosen] + self._rest[at + chosen] - best
                found.append((first + i, chosen, margin))
