"""The card's `concepts`: every trained class against the others of its set on partition test, by the product's own vectors.

Usage: concepts.py WORK -> WORK/concepts.json. AUROC of the class's share with its 95 % interval by case; recall: how many of its
images have it as their greatest share."""
import os
os.environ.setdefault('OMP_NUM_THREADS', '1')
import json
import sys
import numpy as np
from answers import shares_of
from calibration import FOLDERS
from data import Data


def weighted_auroc(score, positive, weights):
    """Chance that a positive's score is greater than a negative's, ties counting half; NaN without either."""
    _, tie = np.unique(score, return_inverse=True)
    yes, no = (np.bincount(tie, weights * some) for some in (positive, ~positive))
    below = np.cumsum(no) - no
    total = yes.sum() * no.sum()
    return float((yes * (below + no / 2)).sum() / total) if total else np.nan


def auroc_by_case(score, positive, groups, resamples=1000):
    names, member = np.unique(groups, return_inverse=True)
    random = np.random.default_rng(0)
    draw = lambda: np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))[member].astype(float)
    draws = [weighted_auroc(score, positive, draw()) for _ in range(resamples)]
    return dict(value=round(weighted_auroc(score, positive, np.ones(len(score))), 3),
                interval=[round(float(x), 3) for x in np.nanpercentile(draws, [2.5, 97.5])])


def labelled(data, prompts, partition):
    """Images of a partition with a class of the set, and their class numbers: by the gate's kinds for the set of kinds."""
    if prompts['id'] == 'modality':
        number = {label: i for i, each in enumerate(prompts['classes']) for label in each['labels']}
        truth = np.array([number.get(kind, -1) for kind in data.kind])
    else:
        number = {label: i for i, each in enumerate(prompts['classes']) for label in each['labels']}
        own = data.folder == FOLDERS[prompts['id']]
        truth = np.array([number.get(row['label'], -1) if mine else -1 for row, mine in zip(data.rows, own)])
    at = data.where(partition, truth >= 0)
    return at, truth[at]


def concepts(data):
    for prompts in (each for each in data.sets if 'trainedSet' in each):
        at, truth = labelled(data, prompts, 'test')
        shares = shares_of(data, prompts, at)
        for i, each in enumerate(prompts['classes']):
            positive = truth == i
            if prompts.get('positive', each['name']) != each['name'] or not positive.any() or positive.all():
                continue
            kinds, counts = np.unique(data.source_kind[at[positive]], return_counts=True)
            yield dict(
                name=each.get('concept') or (each['labels'][0] if prompts['id'] == 'modality' else each['name']), set=prompts['trainedSet'],
                label='DR' if prompts['trainedSet'] == 'dr_any' else each['labels'][0],
                prompts=[template.replace('{}', name) for template in prompts['templates'] for name in each['synonyms']],
                modality=str(kinds[counts.argmax()]), n=dict(positive=int(positive.sum()), negative=int((~positive).sum())),
                auroc=auroc_by_case(shares[:, i], positive, data.group[at]), recall=round(float((shares.argmax(1) == i)[positive].mean()), 3))


def main(work):
    data = Data(work)
    found = list(concepts(data))
    (data.work / 'concepts.json').write_text(json.dumps(found, indent=1))
    for each in found:
        print(f"{each['set']}: {each['name']}: {each['auroc']['value']} {each['auroc']['interval']}, n {each['n']['positive']}+{each['n']['negative']}, recall {each['recall']}")


if __name__ == '__main__':
    main(sys.argv[1])
