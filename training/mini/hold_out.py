"""Are images noticed as unknown that the towers were trained without? -> stdout and hold-out.json beside this file

  hold_out.py --name NAME      of WORK/NAME.pt, trained with `train.py --without` kinds (far) or classes (near)

Both measures are fitted again on what those towers were trained on: the gate's distance (gate.py), and the likeness to the nearest of 64 clusters of the features
(as training/decision-rules). AUROC of telling the test images left out from the other test images; 95 % intervals by resampling groups.
"""
import argparse
import json
import warnings
import numpy as np
from sklearn.cluster import KMeans
from data import HERE, KINDS, items
from export import load
from gate import distance, whitened
from measure import auroc
from towers import use_cores
from train import left_out
from vectors import arrays_of

CLUSTERS, ROUNDS = 64, 500


def unlikeness(train, features):
    unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        centres = KMeans(CLUSTERS, random_state=0, n_init=1, max_iter=30).fit(unit(train).astype(np.float64)).cluster_centers_
    return -(unit(features) @ unit(centres).T).max(1)


def with_interval(unknown, score, groups):
    """@param unknown bool [N] @param score [N], the greater the less known @param groups [N]"""
    names, member = np.unique(groups, return_inverse=True)
    rows_of = np.split(np.argsort(member, kind='stable'), np.cumsum(np.bincount(member))[:-1])
    rng, drawn = np.random.default_rng(0), []
    for _ in range(ROUNDS):
        at = np.concatenate([rows_of[g] for g in rng.integers(0, len(names), len(names))])
        if 0 < unknown[at].sum() < len(at):
            drawn.append(auroc(unknown[at], score[at]))
    return dict(value=round(auroc(unknown, score), 4), interval=[round(float(v), 4) for v in np.percentile(drawn, [2.5, 97.5])], n=[int(unknown.sum()), int((~unknown).sum())])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', required=True)
    o = parser.parse_args()
    tower, _, saved = load(o.name)
    without = saved['options']['without']
    train = [i for i in items(saved['folders'], 'train') if not left_out(i, without)]
    test = [i for i in items(saved['folders'], 'test') if not (i['kind'] is None and left_out(i, without))]  # of no stated kind: neither known nor unknown
    arrays = arrays_of(tower, train + test)
    # a gate that knows no fundus photographs sends none to be seen at a greater size
    fundus_known = 'fundus' not in without.split(',')
    features = arrays['features' if fundus_known else 'coarse']
    fitted, asked = features[:len(train)], features[len(train):]
    kind = np.array([-1 if i['kind'] is None else i['kind'] for i in train])
    x, y = fitted[kind >= 0], kind[kind >= 0]
    if fundus_known:
        fundus = kind == KINDS.index('fundus')
        x, y = np.concatenate([x, arrays['coarse'][:len(train)][fundus]]), np.concatenate([y, kind[fundus]])
    scores = dict(gateDistance=distance(asked, *whitened(x, y)), familiarity=unlikeness(fitted, asked))
    groups, folders = np.array([i['group'] for i in test]), np.array([i['folder'] for i in test])
    known = np.array([not left_out(i, without) for i in test])
    path = HERE / 'hold-out.json'
    found = json.loads(path.read_text()) if path.exists() else {}
    for each in without.split(','):
        unknown = np.array([left_out(i, each) for i in test])
        told = lambda at: {name: with_interval(unknown[at], score[at], groups[at]) for name, score in scores.items()}
        found[each] = dict(far=each in KINDS, towers=o.name, epochs=saved['options']['epochs'], **told(known | unknown))
        own = np.isin(folders, folders[unknown]) & (known | unknown)
        if known[own].any():
            found[each]['withinItsFolders'] = told(own)
        print(json.dumps({each: found[each]}))
    path.write_text(json.dumps(found, indent=1) + '\n')


if __name__ == '__main__':
    use_cores()
    main()
