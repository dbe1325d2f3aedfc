"""Do the class names fit the image? The names' kinds against the gate's shares; the settings are swept on calibration."""
import numpy as np
from data import plain, rate
from name_kinds import SETTINGS, NameKinds, abstention, verdicts

SWEEP = {'temperature': (.03, .04, .06, .08), 'stemWeight': (0, .5, 1), 'genericFrom': (.5, .9),
         'partOfGreatest': (.3, .4, .45, .5, .6, .65, .7)}
IMAGE_KIND = .3  # the least share of the image's kinds that one of the names' kinds must have
IMAGES_PER_SET = 40


def of_round(data, *rounds):
    return [names for names in data.names['sets'] if names['round'] in rounds]


def own_names(sets):
    return {plain(name) for names in sets for name in names['names']}


def sweep(data):
    """False abstentions and abstentions on calibration, one setting changed at a time: [own names left out of the lexicon, in it]."""
    sets = [names for names in data.names['sets'] if names['split'] == 'calibration']
    held_out = own_names(s for s in data.names['sets'] if s['split'] == 'held-out')
    alone = [(NameKinds(data.lexicon, data.text, own_names([names]) | held_out), [names]) for names in sets]
    whole = [(NameKinds(data.lexicon, data.text, held_out), sets)]
    measure = lambda rules, settings: abstention(v for rule, some in rules for v in verdicts(rule, some, data.kinds, settings))
    changes = [{}] + [{name: value} for name, values in SWEEP.items() for value in values]
    return [dict(change=change, alone=measure(alone, SETTINGS | change), inLexicon=measure(whole, SETTINGS | change)) for change in changes]


def fits(data, images, kinds, least=IMAGE_KIND):
    """bool [images]: the image is familiar, and one of the kinds (None: any) has the least share."""
    columns = [data.kinds.index(kind) for kind in kinds or () if kind in data.kinds]
    share = data.shares[images][:, columns].max(1, initial=0)
    return data.familiar[images] & ((kinds is None) | (share >= least))


def judged(data, rule, sets, partition, least=IMAGE_KIND):
    """Every set with a seeded choice of images of each kind: (image, set, kind of image, matched, abstained)."""
    random = np.random.default_rng(0)
    for number, names in enumerate(sets):
        said = rule(names['names'], **SETTINGS)
        for kind in data.kinds:
            matched = kind in names['fit']
            if kind in names['grey'] and not matched:
                continue
            pool = data.where(partition, data.known, data.kind == kind)
            same_part = pool[data.part[pool] == names.get('part')]
            if matched and len(same_part):  # names of a part of the body go with images of it
                pool = same_part
            images = random.choice(pool, min(IMAGES_PER_SET, len(pool)), replace=False)
            for image, fit in zip(images, fits(data, images, said, least)):
                yield image, number, kind, matched, not fit


def test(data):
    """Everything is measured with the settings and the lexicon that are shipped, but for the third round: without its own names."""
    shipped = NameKinds(data.lexicon, data.text)
    held_out = of_round(data, 'third')
    without = NameKinds(data.lexicon, data.text, own_names(held_out))
    result = {'imageKind': {}}
    for least in (.1, .2, IMAGE_KIND, .5, .7):
        rows = judged(data, shipped, of_round(data, 'natural', 'first', 'second'), 'calibration', least)
        result['imageKind'][least] = abstention((matched, abstained) for *_, matched, abstained in rows)
    for name, rule, sets in (('natural', shipped, of_round(data, 'natural')), ('third', without, held_out),
                             ('fourth', shipped, of_round(data, 'fourth')), ('fifth', shipped, of_round(data, 'fifth'))):
        if not any(kind in data.kinds for names in sets for kind in names['fit']):  # the fifth round is of ultrasound alone
            continue
        result[name] = table(data, sets, list(judged(data, rule, sets, 'test'))) | dict(
            sets=len(sets), namesOnly=abstention(verdicts(rule, sets, data.kinds, SETTINGS)),
            wrong=[f"{'+'.join(sorted(s['fit']))}: {'; '.join(s['names'])} -> {', '.join(sorted(said or ['any']))}" for s in sets
                   for said in [rule(s['names'], **SETTINGS)] if any(a == m for m, a in verdicts(lambda *_, **__: said, [s], data.kinds, {}))])
        # names that fit six kinds or more are no single names that could be told apart
        singles = [s | {'names': [n]} for s in sets if len(s['fit']) < 6 for n in s['names']]
        result[name]['singleNames'] = table(data, singles, list(judged(data, rule, singles, 'test')))['all'] | {'names': len(singles)}
    terms = {term['term'] for term in data.lexicon['terms']}
    names = own_names(of_round(data, 'fourth'))
    result['fourth']['namesInLexicon'] = [len(names & terms), len(names)]
    return result


def table(data, sets, rows):
    """Abstentions over the images chosen, with intervals by group of images and by name set; and by kind of image and of names."""
    def cell(rows):
        images, numbers, _, _, abstained = zip(*rows)
        by_set = rate(abstained, [str(number) for number in numbers])
        return rate(abstained, data.group[list(images)]) | {'intervalBySet': by_set['interval']}
    pick = lambda matched: [row for row in rows if row[3] == matched]
    kinds_of = lambda row: '+'.join(sorted(sets[row[1]]['fit']))
    cells = {}
    for row in pick(False):
        cells.setdefault(row[2], {}).setdefault(kinds_of(row), []).append(row[4])
    return dict(all=dict(matched=cell(pick(True)), mismatched=cell(pick(False))),
                matchedByKind={kind: cell(rows) for kind in data.kinds for rows in [[row for row in pick(True) if row[2] == kind]] if rows},
                mismatchedByKind={kind: {names: [round(float(np.mean(some)), 2), len(some)] for names, some in sorted(row.items())}
                                  for kind, row in cells.items()})
