"""When is nothing in a library similar? The product's form: the cosine of the nearest pair, and for a familiar scan the share of
its kinds that goes to the kind (the gate's, as a library stores it) of one of the five nearest."""
import numpy as np
from data import RADIOLOGY, plain, rate
from name_kinds import SETTINGS, NameKinds

CHOSEN = dict(imageCosineAtLeast=.36, smallLibraryImageCosineAtLeast=.3, smallLibraryBelowPairs=1000, unfamiliarImageCosineAtLeast=.6,
              kindAgreementAtLeast=.3, kindAgreementTop=5, textCosineAtLeast=.27, otherKindTextCosineAtLeast=.37, otherKindTextWords=12)
SMALL = 40  # images of each folder in the small library
FUSED = 10, 50  # pairs that a text search returns, and the depth of the rankings that it fuses


def nearest(data, queries, library, count):
    """Cosines and images [query, count] of the nearest library images of other groups."""
    cosines = data.image[queries] @ data.image[library].T
    cosines[data.group[queries][:, None] == data.group[library]] = -1
    order = np.argsort(-cosines, 1)[:, :count]
    return np.take_along_axis(cosines, order, 1), library[order]


def nothing(data, queries, library, at_least, agreement=CHOSEN['kindAgreementAtLeast'], unfamiliar=CHOSEN['unfamiliarImageCosineAtLeast']):
    """bool [query]"""
    cosines, hits = nearest(data, queries, library, CHOSEN['kindAgreementTop'])
    column = np.argmax(data.top[hits][..., None] == data.kinds, 2)  # [query, 5] the hits' kinds
    share = np.take_along_axis(data.shares[queries], column, 1)
    agreed = np.where(data.familiar[hits], share, 0).max(1) >= agreement  # an unfamiliar pair is of another kind, whatever the gate takes it for
    return np.where(data.familiar[queries], (cosines[:, 0] < at_least) | ~agreed, cosines[:, 0] < unfamiliar)


def libraries(data):
    """Images of stated kind of partition train, one of each file; and few of each folder."""
    files = [row['sha256'] for row in data.rows]
    first = {file: i for i, file in reversed(list(enumerate(files)))}
    whole = np.array([i for i in data.where('train', data.kind != '') if first[files[i]] == i])
    random = np.random.default_rng(0)
    few = [random.permutation(whole[data.folder[whole] == folder])[:SMALL] for folder in np.unique(data.folder[whole])]
    return {'whole': whole, 'small': np.concatenate(few)}


def by_image(data, partition, library, at_least, **thresholds):
    """Flagged with the query's kind in the library, and with that kind left out of it."""
    queries = data.where(partition, data.kind != '')
    flag = lambda some, among: nothing(data, some, among, at_least, **thresholds)
    absent, kinds = np.zeros(len(queries), bool), {}
    present = flag(queries, library)
    for kind in data.kinds:
        of_kind = data.kind[queries] == kind
        absent[of_kind] = flag(queries[of_kind], library[data.kind[library] != kind])
        kinds[kind] = [round(float(hits[of_kind].mean()), 3) for hits in (present, absent)]
    radiology = np.isin(data.kind[queries], RADIOLOGY)
    without = flag(queries[radiology], library[~np.isin(data.kind[library], RADIOLOGY)])
    show = lambda hits, some: rate(hits, data.group[some])
    return dict(pairs=len(library), present=show(present, queries), absent=show(absent, queries), presentAbsentByKind=kinds,
                radiologyWithoutRadiology=show(without, queries[radiology]))


def by_part(data, library):
    """Flagged where the library has the query's kind of image, but another part of the body only."""
    for kind, part, other in (('xray', 'hand', 'chest'), ('xray', 'chest', 'hand'), ('ct', 'abdomen', 'head'), ('ct', 'head', 'abdomen')):
        queries = data.where('test', data.kind == kind, data.part == part)
        among = library[(data.kind[library] == kind) & (data.part[library] == other)]
        yield f'{kind}: {part} among {other} ({len(among)} pairs)', rate(nothing(data, queries, among, CHOSEN['imageCosineAtLeast']), data.group[queries])


def by_text(data):
    """Text searches of a library of medpix2's training images (CT and MRI), alone and as fused with the captions' ranking."""
    library = data.where('train', data.folder == 'medpix2')
    captions = [data.rows[i]['caption'] for i in library]
    texts = np.stack([data.text[caption] if caption else np.zeros(384) for caption in captions])
    rule = NameKinds(data.lexicon, data.text)
    kinds = set(data.top[library])

    def flag(text):
        said = rule([plain(text)], **SETTINGS)
        fit, like = data.image[library] @ data.text[text], texts @ data.text[text]
        rankings = [np.argsort(-cosines, kind='stable')[:FUSED[1]] for cosines in (fit, like)]
        score = {}
        for ranking in rankings:
            for rank, i in enumerate(ranking):
                score[i] = score.get(i, 0) + 1 / (61 + rank)
        fused = sorted(score, key=lambda i: -score[i])[:FUSED[0]]
        other = len(text.split()) <= CHOSEN['otherKindTextWords'] and said is not None and not said & kinds
        at_least = CHOSEN['otherKindTextCosineAtLeast' if other else 'textCosineAtLeast']
        mixed = max(fit[i] if i in rankings[0] else like[i] for i in fused)  # a text-text cosine where only the caption was near
        return fit.max() < at_least, mixed < at_least, max(fit[i] for i in fused) < at_least

    def row(texts, groups):
        flags = np.array([flag(text) for text in texts])
        return {name: rate(flags[:, i], groups) for i, name in enumerate(('imageRanking', 'cosinesMixed', 'imageCosineOfFused'))}
    result = {'libraryKinds': sorted(kinds)}
    for partition in ('calibration', 'test'):
        some = [i for i in data.where(partition, data.folder == 'medpix2') if len(data.rows[i]['caption'] or '') > 8]
        result[f'captions, {partition}'] = row([data.rows[i]['caption'] for i in some], data.group[some])
    for split in ('calibration', 'held-out'):
        for about in ('library', 'nothing', 'another kind'):
            texts_about = [q['text'] for q in data.names['queries'] if (q['split'], q['about']) == (split, about)]
            result[f'{about}, {split}'] = row(texts_about, texts_about)
    return result


def test(data):
    whole, small = libraries(data).values()
    brief = lambda r: [r[name]['value'] for name in ('present', 'absent')]
    sweep = {f'{name} {t:.2f}': brief(by_image(data, 'calibration', library, t))
             for name, library in (('whole', whole), ('small', small)) for t in (.26, .3, .32, .34, .36, .38, .4, .44)}
    sweep |= {f'agreement {t}': brief(by_image(data, 'calibration', whole, .36, agreement=t)) for t in (0, .1, .3, .5, .7)}
    sweep |= {f'unfamiliar {t}': brief(by_image(data, 'calibration', whole, .36, unfamiliar=t)) for t in (.36, .5, .6, .7, .8)}
    return dict(calibration=sweep, whole=by_image(data, 'test', whole, CHOSEN['imageCosineAtLeast']),
                small=by_image(data, 'test', small, CHOSEN['smallLibraryImageCosineAtLeast']),
                parts=dict(by_part(data, whole)), text=by_text(data))
