"""Reference fits of scikit-learn for tests/zeroshot/adapters/logistic.test.ts: `python3 make-logistic.py > logistic.json`.

Debian's python3-sklearn (1.2). Unit vectors, as encoders give them; classes of unequal size; one set where the classes can be separated.
`lbfgs` stops where scipy's L-BFGS-B sees the value fall by less than 2e-9 of itself; `newton` finds the same minimum to more digits.
"""
import json
import numpy as np
from sklearn.linear_model import LogisticRegression

random, out = np.random.default_rng(11), []
for name, n, dimensions, classes, noise in (('two classes', 40, 8, 2, 1.), ('three classes', 70, 12, 3, 1.2), ('five classes, separable', 60, 16, 5, .3)):
    centres = random.normal(size=(classes, dimensions))
    label = np.concatenate([np.arange(classes), random.choice(classes, n - classes, p=np.arange(1, classes + 1) / np.arange(1, classes + 1).sum())])
    held = random.choice(classes, 10)
    at = lambda y: centres[y] + noise * random.normal(size=(len(y), dimensions)) + 2
    unit = lambda x: np.float32(x / np.linalg.norm(x, axis=1, keepdims=True)).astype(float)
    x, z = unit(at(label)), unit(at(held))
    for c in (.1, 10., 1000.):
        fit = lambda solver, tol: LogisticRegression(C=c, penalty='l2', solver=solver, multi_class='multinomial', class_weight='balanced', tol=tol, max_iter=100000).fit(x, label).predict_proba(z)
        out.append(dict(name=f'{name}, C {c:g}', classes=classes, c=c, vectors=x.round(9).tolist(), labels=label.tolist(), held=z.round(9).tolist(),
                        lbfgs=fit('lbfgs', 1e-9).round(9).tolist(), newton=fit('newton-cg', 1e-10).round(9).tolist()))
print(json.dumps(out))
