"""What can be told without looking at what is shown? Usage: shortcuts.py WORK [DATA] -> WORK/shortcuts.json, a table on stdout.

Logistic regressions fitted on partition train, measured once on test: of a set's classes from the mean colour or from the outer
8 pixels alone; of CT and MRI in medpix2 from a corner, where its watermark is; of the source of a chest X-ray from its vector.
And the product's pneumonia share with disease and normals of different sources."""
import os
os.environ.setdefault('OMP_NUM_THREADS', '1')
import json
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from answers import shares_of
from calibration import FOLDERS
from concepts import auroc_by_case, labelled
from data import HERE, Data

BORDER, CORNER, SEGMENTS = 8, 32, 16
CHEST = ['nih_cxr_subset', 'hannover_covid_cxr', 'covid_cxr_notes']


def pixels(root, row):
    with Image.open(root / row['folder'] / row['file']) as image:
        return np.asarray(image.convert('RGB'), np.float32) / 255


def segments(line, count=SEGMENTS):
    """Means [count, 3] of consecutive parts of a line [n, 3]."""
    return np.stack([part.mean(0) for part in np.array_split(line, count)])


def mean_colour(x):
    return x.mean((0, 1))


def border(x):
    """Outer 8 pixels: each side's colour in 16 segments."""
    sides = x[:BORDER].mean(0), x[-BORDER:].mean(0), x[:, :BORDER].mean(1), x[:, -BORDER:].mean(1)
    return np.concatenate([segments(side).ravel() for side in sides])


def corners(x):
    """By corner: 32 x 32 pixels as 8 x 8 grey values."""
    grey = x.mean(2)
    cut = dict(topLeft=grey[:CORNER, :CORNER], topRight=grey[:CORNER, -CORNER:], bottomLeft=grey[-CORNER:, :CORNER], bottomRight=grey[-CORNER:, -CORNER:])
    return {name: np.stack([segments(row[:, None], 8).ravel() for row in segments(part, 8)]).ravel() for name, part in cut.items()}


def balanced(said, truth, groups, resamples=1000):
    """Balanced accuracy with its 95 % interval by group."""
    names, member = np.unique(groups, return_inverse=True)
    random, classes = np.random.default_rng(0), np.unique(truth)
    def at(weights):
        with np.errstate(invalid='ignore'):
            return np.nanmean([(weights * (said == c))[truth == c].sum() / weights[truth == c].sum() for c in classes])
    draws = [at(np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))[member]) for _ in range(resamples)]
    return dict(value=round(float(at(np.ones(len(truth)))), 3), interval=[round(float(x), 3) for x in np.nanpercentile(draws, [2.5, 97.5])], n=len(truth))


def probe(x, y, x_test):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=.1, class_weight='balanced', max_iter=500))
    return model.fit(x, y).predict(x_test)


def by_set(data, root):
    for prompts in (each for each in data.sets if each['id'] in FOLDERS):
        (train, y), (test, truth) = (labelled(data, prompts, p) for p in ('train', 'test'))
        pictures = {i: pixels(root, data.rows[i]) for i in (*train, *test)}
        score = lambda of: balanced(probe(np.stack([of(pictures[i]) for i in train]), y, np.stack([of(pictures[i]) for i in test])), truth, data.group[test])
        yield prompts['id'], dict(chance=round(1 / len(np.unique(truth)), 3), meanColour=score(mean_colour), border=score(border),
                                  product=balanced(shares_of(data, prompts, test).argmax(1), truth, data.group[test]))


def watermark(data, root):
    train, test = (data.where(p, data.folder == 'medpix2') for p in ('train', 'test'))
    cut = {i: corners(pixels(root, data.rows[i])) for i in (*train, *test)}
    kind = data.source_kind
    return {name: balanced(probe(np.stack([cut[i][name] for i in train]), kind[train], np.stack([cut[i][name] for i in test])), kind[test], data.group[test])
            for name in cut[train[0]]}


LEAST_OF_EACH = 10  # covid_cxr_notes has one normal in test: no figure can rest on it


def chest_sources(data):
    """Source from the vector; pneumonia with disease of one source and normals of another."""
    train, test = (data.where(p, np.isin(data.folder, CHEST)) for p in ('train', 'test'))
    source = balanced(probe(data.image[train], data.folder[train], data.image[test]), data.folder[test], data.group[test])
    prompts = data.of_set['chest-xray-pneumonia']
    label = np.array([row['label'] or '' for row in data.rows])
    normal = np.isin(label, ['No_findings', 'No Finding'])
    mixed = {}
    for sick in CHEST:
        for well in ('nih_cxr_subset', 'covid_cxr_notes'):
            held = data.partition == 'test'
            ill = np.flatnonzero(held & (data.folder == sick) & ~normal & (label != ''))
            fine = np.flatnonzero(held & (data.folder == well) & normal)
            if min(len(ill), len(fine)) >= LEAST_OF_EACH:
                at = np.concatenate([ill, fine])
                share = shares_of(data, prompts, at)[:, [each['name'] for each in prompts['classes']].index('pneumonia')]
                mixed[f'{sick} against normals of {well}'] = auroc_by_case(share, np.arange(len(at)) < len(ill), data.group[at]) | dict(n=[len(ill), len(fine)])
    return dict(sourceFromVector=source, pneumoniaAuroc=mixed)


def main(work, root):
    data = Data(work)
    result = dict(sets=dict(by_set(data, root)), watermark=watermark(data, root), chest=chest_sources(data))
    (data.work / 'shortcuts.json').write_text(json.dumps(result, indent=1))
    show = lambda each: f"{each['value']:.3f} [{each['interval'][0]:.3f}, {each['interval'][1]:.3f}]"
    print('| set, balanced accuracy on test | chance | mean colour | outer 8 px | product | n |\n| --- | --- | --- | --- | --- | --- |')
    for name, each in result['sets'].items():
        print(f"| {name} | {each['chance']:.3f} | {show(each['meanColour'])} | {show(each['border'])} | {show(each['product'])} | {each['product']['n']} |")
    print('\n| chest X-rays; medpix2 | figure | n |\n| --- | --- | --- |')
    source = result['chest']['sourceFromVector']
    print(f"| source told from the vector (three: chance 0.333), balanced accuracy | {show(source)} | {source['n']} |")
    for name, each in result['chest']['pneumoniaAuroc'].items():
        print(f"| pneumonia AUROC: {name} | {show(each)} | {each['n'][0]} + {each['n'][1]} |")
    for name, each in result['watermark'].items():
        print(f"| CT or MRI from the {name} corner, balanced accuracy | {show(each)} | {each['n']} |")


if __name__ == '__main__':
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parents[2] / 'shared' / 'data')
