"""Reference values of scikit-learn for tests/evaluation/metrics.test.ts: `python3 make-metrics.py > metrics.json`.

Debian's python3-sklearn (1.2). Weights are whole numbers, as a bootstrap gives them; scores have ties on purpose.
"""
import json
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, balanced_accuracy_score, cohen_kappa_score, f1_score, recall_score, roc_auc_score, roc_curve

random, out = np.random.default_rng(7), []
for n, classes in ((40, 2), (90, 3), (250, 5)):
    truth = random.integers(0, classes, n)
    logits = np.round(random.normal(size=(n, classes)) + 1.2 * np.eye(classes)[truth], 1)
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    called = shares.argmax(1)
    for name, weights in (('plain', np.ones(n, int)), ('resampled', np.bincount(random.integers(0, n, n), minlength=n))):
        at = np.repeat(np.arange(n), weights)  # what scikit-learn sees: every row as often as it counts
        t, c, s = truth[at], called[at], shares[at]
        fpr, tpr, _ = roc_curve(t == 1, s[:, 1], drop_intermediate=False)
        outcomes = range(classes) if classes > 2 else [1]
        p = np.clip(np.concatenate([s[:, k] for k in outcomes]), 1e-6, 1 - 1e-6)
        came = np.concatenate([t == k for k in outcomes])
        slope = LogisticRegression(penalty=None, tol=1e-10, max_iter=10000).fit(np.log(p / (1 - p))[:, None], came).coef_[0, 0]
        out.append(dict(
            name=f'{classes} classes, {name}', classes=classes, truth=truth.tolist(), shares=shares.tolist(), weights=weights.tolist(),
            balancedAccuracy=balanced_accuracy_score(t, c), f1Macro=f1_score(t, c, average='macro'),
            quadraticKappa=cohen_kappa_score(t, c, weights='quadratic'), recallOfFirst=recall_score(t == 0, c == 0),
            auroc=roc_auc_score(t == 1, s[:, 1]), averagePrecision=average_precision_score(t == 1, s[:, 1]),
            sensitivityAtSpecificity95=tpr[1 - fpr >= .95].max(), brier=((s - np.eye(classes)[t]) ** 2).sum(1).mean(), calibrationSlope=slope))
print(json.dumps(out))
