"""A type-factored linear-chain CRF: trained by python-crfsuite, run as look-ups and a Viterbi.

Load a model and tag:

    from service.crf.model import load, spans
    tagger = load(path)                          # or load(path, bias={"O": -1.0}): more recall
    numbers = tagger.tag(["Budi", "tiba", "."])  # several sentences at once: tag(words, ends)
    labels = [tagger.labels[number] for number in numbers]
    list(spans(labels))                          # [(0, 1, "PER")]
    tagger.find(words)                           # [(0, 2, 7.5)]: word, label, margin; all but O

Train another model (needs the `train` extra; labels are IOB2):

    from service.training.crf import Sentence, Settings, train
    lexicon = {"menyerang": ("stem=serang", "ASSAULT")}  # tags of words, lower case, no spaces
    model = train([Sentence(words, labels), …], lexicon, Settings(), about={"name": "triggers"})
    path.write_bytes(model.to_bytes())

Each word tells its own label and those up to two words away: itself, its shape, its first and last
letters, and the tags that the lexicon gives it; pairs of words and triples of shapes are joined.
The lexicon travels in the model file, so a model needs nothing but its file.
"""
