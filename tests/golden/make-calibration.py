"""Reference values of scikit-learn and scipy for tests/zeroshot/calibration: `python3 make-calibration.py > calibration.json`.

Debian's python3-sklearn (1.2) and python3-scipy. The second variable of the last case does not vary.
"""
import json
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

random, logistic, temperature = np.random.default_rng(5), [], []
for name, n, spread in (('little told', 60, .3), ('much told', 80, 3), ('rare', 120, 1), ('one variable stays', 50, 1)):
    x = np.round(random.normal(size=(n, 3)) * [1, 5, .01] + [2, -1, .5], 4)
    y = random.random(n) < 1 / (1 + np.exp(-spread * (x[:, 0] - 2) + (2.5 if name == 'rare' else 0)))
    if name == 'one variable stays':
        x[:, 1] = 4
    scale = StandardScaler().fit(x)
    model = LogisticRegression(C=1, tol=1e-12, max_iter=10000).fit(scale.transform(x), y)
    weights = model.coef_[0] / scale.scale_
    logistic.append(dict(name=name, x=x.tolist(), y=y.tolist(), intercept=float(model.intercept_[0] - weights @ scale.mean_), weights=weights.tolist()))
for n, classes, sharp in ((60, 2, 4.), (90, 4, .5), (50, 3, 1.)):
    logits = np.round(random.normal(size=(n, classes)) * 2, 3)
    truth = [int(random.choice(classes, p=np.exp(row - np.logaddexp.reduce(row)))) for row in logits * (1 / sharp)]
    loss = lambda log: -log_softmax(logits / np.exp(log), axis=1)[np.arange(n), truth].sum()
    found = minimize_scalar(loss, bounds=(np.log(.02), np.log(50)), method='bounded', options=dict(xatol=1e-10))
    temperature.append(dict(logits=logits.tolist(), truth=truth, temperature=float(np.exp(found.x))))
print(json.dumps(dict(logistic=logistic, temperature=temperature)))
