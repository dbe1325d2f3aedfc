"""Kind of image and distance to what is known -> gate.onnx and WORK/<name>-gate.json.

  gate.py [--name towers] [--out WORK/model]

The kind: multinomial logistic regression on the features of partition train, kinds counting by the root of their size. The distance: least
Mahalanobis distance to a kind's mean in the first principal components, with the kinds' pooled covariance (Lee et al. 2018, arXiv:1807.03888);
95 % of the images of partition calibration lie within the threshold.
"""
import argparse
import json
import numpy as np
import torch
import torch.nn as nn
from sklearn.linear_model import LogisticRegression
from data import KINDS, WORK
from export import write
from measure import auroc
from towers import FEATURES, use_cores

COMPONENTS = 64


class Gate(nn.Module):
    """features [B, 1280] -> modality_logits [B, K], distance [B]"""

    def __init__(self, weight, bias, centre, projection, means):
        super().__init__()
        for name, value in dict(weight=weight, bias=bias, centre=centre, projection=projection, means=means).items():
            self.register_buffer(name, torch.from_numpy(np.ascontiguousarray(value)).float())

    def forward(self, features):
        z = (features - self.centre) @ self.projection
        return features @ self.weight + self.bias, ((z[:, None] - self.means) ** 2).sum(2).min(1).values.sqrt()


def whitened(features, kind, components=COMPONENTS):
    """Centre [F], projection [F, C] into a space where the kinds' pooled covariance is the identity, means [K, C] of the kinds there."""
    centre = features.mean(0)
    _, _, axes = np.linalg.svd(features - centre, full_matrices=False)
    z = (features - centre) @ axes[:components].T
    present = np.unique(kind)
    means = np.stack([z[kind == k].mean(0) for k in present])
    within = z - means[np.searchsorted(present, kind)]
    scale, directions = np.linalg.eigh(within.T @ within / len(z))
    white = directions / np.sqrt(scale + 1e-6 * scale.max())
    return centre, axes[:components].T @ white, means @ white


def distance(features, centre, projection, means):
    z = (features - centre) @ projection
    return np.sqrt(((z[:, None] - means) ** 2).sum(2).min(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', default='towers')
    parser.add_argument('--out', default=str(WORK / 'model'))
    o = parser.parse_args()
    vectors = np.load(WORK / f'{o.name}-vectors.npz')
    known = json.loads(str(vectors['items']))
    kind = np.array([-1 if i['kind'] is None else i['kind'] for i in known])
    fit, held = (np.array([i['partition'] == p for i in known]) & (kind >= 0) for p in ('train', 'calibration'))
    features, coarse = vectors['features'], vectors['coarse']
    # a photograph of the retina is met at 224 px first and at 448 px then: both must be known
    x, y = np.concatenate([features[fit], coarse[fit & (kind == KINDS.index('fundus'))]]), np.concatenate([kind[fit], kind[fit & (kind == KINDS.index('fundus'))]])
    size = np.bincount(y, minlength=len(KINDS))
    present = np.unique(y)
    probe = LogisticRegression(C=.1, max_iter=500).fit(x, y, sample_weight=(size[y] ** -.5) / np.mean(size[y] ** -.5))
    weight, bias = np.zeros((FEATURES, len(KINDS))), np.full(len(KINDS), -30.)
    weight[:, present], bias[present] = probe.coef_.T, probe.intercept_
    space = whitened(x, y)
    far = distance(features[held], *space)
    threshold = float(np.percentile(far, 95))
    said = (features @ weight + bias).argmax(1)
    right = {KINDS[k]: round(float((said[held & (kind == k)] == k).mean()), 4) for k in present}
    left_out = {}
    for k in present:
        some = whitened(x[y != k], y[y != k])
        left_out[KINDS[k]] = round(auroc(kind[held] == k, distance(features[held], *some)), 4)
    facts = dict(classes=KINDS, distanceThreshold=round(threshold, 4), rightOnCalibration=right, leftOutOfGateAurocOnCalibration=left_out,
                 fittedOn=dict(train=int(fit.sum()), calibration=int(held.sum())))
    (WORK / f'{o.name}-gate.json').write_text(json.dumps(facts, indent=1))
    print(json.dumps(facts))
    out = type(WORK)(o.out)
    out.mkdir(parents=True, exist_ok=True)
    b = {0: 'B'}
    write(Gate(weight, bias, *space), torch.zeros(1, FEATURES), out / 'gate.onnx', ['features'], ['modality_logits', 'distance'], dict(features=b, modality_logits=b, distance=b), half=False)


if __name__ == '__main__':
    use_cores(1)
    main()
