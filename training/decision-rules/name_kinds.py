"""Of which kinds of image do class names speak? As src/zeroshot/name-kinds.ts, for sweeps."""
import re
import numpy as np
from data import int8_rows, plain, unit_rows

SETTINGS = dict(temperature=.05, stemWeight=.25, genericFrom=.7, partOfGreatest=.55)


class NameKinds:
    """lexicon: models/mini/name-kinds.json; text: plain text -> unit vector [384]; without: plain terms left out of the lexicon."""

    def __init__(self, lexicon, text, without=()):
        self.lexicon, self.text = lexicon, text
        self.kinds = lexicon['kinds']
        terms = [term for term in lexicon['terms'] if term['term'] not in without or not term['kinds']]
        self.vectors = unit_rows(int8_rows(np.stack([text[term['term']] for term in terms])))  # [term, 384], as they are stored
        self.said = np.array([[kind in term['kinds'] for kind in self.kinds] for term in terms], float)  # [term, kind]
        self.generic = self.said.sum(1) == 0
        self.explicit = {kind: re.compile(pattern, re.ASCII) for kind, pattern in lexicon['explicit'].items()}
        self.stop, self.generic_words = set(lexicon['stopWords']), set(lexicon['genericWords'])
        share = self.said / np.maximum(self.said.sum(1, keepdims=True), 1)
        having = {}
        for i, term in enumerate(terms):
            for stem in () if self.generic[i] else set(self.stems(term['term'])):
                having.setdefault(stem, []).append(i)
        self.stem_votes = {stem: share[i].mean(0) for stem, i in having.items()}  # stem -> [kind]
        self.cache = {}

    def stems(self, text):
        return [word[:6] for word in re.findall('[a-z0-9]+', text) if len(word) > 1 and word not in self.stop]

    def affinity(self, text, temperature, stem_weight):
        """Weight of each kind [kind], and the share of the likeness that goes to generic terms."""
        key = (text, temperature, stem_weight)
        if key not in self.cache:
            cosines = self.vectors @ self.text[text]
            weights = np.exp((cosines - cosines.max()) / temperature)
            weights /= weights.sum()
            votes = sum((self.stem_votes[stem] for stem in self.stems(text) if stem in self.stem_votes), np.zeros(len(self.kinds)))
            self.cache[key] = weights @ self.said + stem_weight * votes, weights[self.generic].sum()
        return self.cache[key]

    def __call__(self, names, temperature, stemWeight, genericFrom, partOfGreatest):
        """The set of kinds, or None: of any kind."""
        names = [plain(name) for name in names]
        stated = {kind for name in names for kind, pattern in self.explicit.items() if pattern.search(name)}
        if stated:
            return stated
        telling = [name for name in names if not all(word in self.generic_words for word in re.findall('[a-z]+', name))]
        affinities = [self.affinity(name, temperature, stemWeight) for name in telling]
        weights = [weight for weight, generic in affinities if generic < genericFrom]
        if not weights:
            return None
        weights.append(self.affinity(', '.join(names), temperature, stemWeight)[0])
        total = sum(weights)
        return {kind for kind, weight in zip(self.kinds, total) if weight >= partOfGreatest * total.max()}


def verdicts(rule, sets, kinds, settings):
    """(matched, abstains) of every name set with every kind of image; the kinds marked grey, which might be argued, are left out."""
    for names in sets:
        said = rule(names['names'], **settings)
        for kind in kinds:
            if kind not in names['grey']:
                yield kind in names['fit'], said is not None and kind not in said


def abstention(results):
    """Share of abstentions where the names fit, and where they do not."""
    results = np.array(list(results))
    return [round(float(results[results[:, 0] == fits, 1].mean()), 3) for fits in (1, 0)]
