"""scikit-learn's figures of inputs that a seed gives: `/usr/bin/python3 make-metrics.py COUNT` (Debian's scikit-learn 1.2.1).

metrics.json holds the first 100; tests/evaluation/metrics.test.ts asks for 1,000 where scikit-learn is installed. `tests/support/metric-inputs.ts`
makes the same inputs: a random number is used for each choice, in this order, and shares are quotients of whole numbers, equal to the last bit.
Weights are whole numbers, as a bootstrap gives them; rows of weight 0 are not shown to scikit-learn, which would count their classes.
"""
import json
import sys
import warnings
from collections import Counter
from fractions import Fraction

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (accuracy_score, average_precision_score, balanced_accuracy_score, brier_score_loss, cohen_kappa_score,
                             coverage_error, f1_score, recall_score, roc_auc_score, roc_curve)
from sklearn.neighbors import NearestNeighbors

warnings.filterwarnings('ignore')  # classes without rows


def seeded_random(seed):
    """mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1)."""
    state, mask = seed, 0xffffffff
    while True:
        state = (state + 0x6d2b79f5) & mask
        mixed = ((state ^ (state >> 15)) * (state | 1)) & mask
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61) & mask)) & mask
        yield (mixed ^ (mixed >> 14)) / 4_294_967_296


def make(seed):
    draw = seeded_random(seed)
    below = lambda n: int(next(draw) * n)
    rows, classes, levels, weighted = 30 + below(120), 2 + below(5), (2, 10, 1000)[below(3)], below(4) > 0
    truth, shares, weights, nearness = [], [], [], []
    for _ in range(rows):
        truth.append(below(classes))
        counts = [1 + below(levels) for _ in range(classes)]
        counts[truth[-1]] += below(levels)
        shares.append([count / sum(counts) for count in counts])
        weights.append(below(4) if weighted else 1)
        nearness.append(next(draw))
    return classes, np.array(truth), np.array(shares), np.array(weights), np.array(nearness)


def expected_calibration_error(shares, truth, weights):
    """Guo et al. 2017: bins ((m-1)/15, m/15] of the greatest share; exact sums of fractions."""
    bins = {}
    for row, t, w in zip(shares, truth, weights):
        top = int(np.argmax(row))
        m = next(m for m in range(1, 16) if row[top] <= m / 15)
        sure, right, count = bins.get(m, (Fraction(0), 0, 0))
        bins[m] = sure + Fraction(float(row[top])) * int(w), right + int(w) * (top == t), count + int(w)
    total = sum(count for _, _, count in bins.values())
    return float(sum(Fraction(count, total) * abs(sure / count - Fraction(right, count)) for sure, right, count in bins.values()))


def slope(shares, truth, weights, classes):
    outcomes = range(classes) if classes > 2 else [1]
    p = np.clip(np.concatenate([shares[:, k] for k in outcomes]), 1e-6, 1 - 1e-6)
    came, w = np.concatenate([truth == k for k in outcomes]), np.tile(weights, len(outcomes))
    x = np.log(p / (1 - p))
    yes, no = x[came], x[~came]
    if min(len(yes), len(no)) == 0 or yes.min() >= no.max() or yes.max() <= no.min():
        return None  # separated: no slope is the best
    model = LogisticRegression(penalty=None, solver='newton-cholesky', tol=1e-13, max_iter=1000).fit(x[:, None], came, sample_weight=w)
    return model.coef_[0, 0]


def figures(seed):
    classes, truth, shares, weights, nearness = make(seed)
    at = weights > 0
    t, s, w = truth[at], shares[at], weights[at]
    if len(t) == 0:
        raise SystemExit(f'seed {seed} counts no row')
    c, second, every = s.argmax(1), t == 1, list(range(classes))
    ranked = 0 < second.sum() < len(t)
    if ranked:
        fpr, tpr, _ = roc_curve(second, s[:, 1], sample_weight=w, drop_intermediate=False)
    near = NearestNeighbors(n_neighbors=5, metric='precomputed').fit(np.zeros((len(nearness), len(nearness))))
    five = near.kneighbors((1 - nearness)[None, :], return_distance=False)[0]
    number = lambda value: None if value is None or np.isnan(value) else float(value)
    return {key: number(value) for key, value in dict(
        balancedAccuracy=balanced_accuracy_score(t, c, sample_weight=w),
        f1Macro=f1_score(t, c, average='macro', sample_weight=w),
        quadraticKappa=cohen_kappa_score(t, c, labels=every, weights='quadratic', sample_weight=w),
        recallOfFirst=recall_score(t == 0, c == 0, sample_weight=w) if (t == 0).any() else None,
        accuracy=accuracy_score(t, c, sample_weight=w),
        auroc=roc_auc_score(second, s[:, 1], sample_weight=w) if ranked else None,
        averagePrecision=average_precision_score(second, s[:, 1], sample_weight=w) if ranked else None,
        sensitivityAtSpecificity95=tpr[1 - fpr >= .95 - 1e-12].max() if ranked else None,
        brier=sum(brier_score_loss(t == k, s[:, k], sample_weight=w, pos_label=True) for k in every),
        calibrationSlope=slope(s, t, w, classes),
        ece=expected_calibration_error(s, t, w),
        meanRank=coverage_error(np.eye(classes)[t], s, sample_weight=w),
        recallAt2=np.average([coverage_error(np.eye(classes)[[k]], row[None, :]) <= 2 for k, row in zip(t, s)], weights=w),
        majorityVote=Counter(truth[five].tolist()).most_common(1)[0][0],
    ).items()}


print('[' + ',\n'.join(json.dumps(figures(seed)) for seed in range(1, 1 + int(sys.argv[1]))) + ']')
