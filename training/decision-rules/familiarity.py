"""Is the image of a kind that the encoder knows? Cosine of its features with the nearest cluster of the training features."""
import warnings
import numpy as np
from sklearn.cluster import KMeans
from data import RADIOLOGY, auroc, int8_rows, rate, unit_rows

CLUSTERS = 64
PERCENTILE = 1  # of the known calibration images lie below the threshold


def clusters_of(features, count=CLUSTERS):
    """int8 [count, 1280]: k-means centres of unit rows."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        centres = KMeans(count, random_state=0, n_init=1, max_iter=30).fit(features.astype(np.float64)).cluster_centers_
    return int8_rows(centres)


def nearest(features, clusters):
    """Cosine [n] of unit rows [n, 1280] with the nearest cluster."""
    return (features @ unit_rows(clusters).T).max(1)


def fit(data):
    """The clusters of train, and the threshold of calibration, rounded to .01. Sets data.cosine and data.familiar, [n]."""
    clusters = clusters_of(data.features[data.where('train', data.known)])
    data.cosine = nearest(data.features, clusters)
    threshold = round(float(np.percentile(data.cosine[data.where('calibration', data.known)], PERCENTILE)), 2)
    data.familiar = data.cosine >= threshold
    return clusters, threshold


def test(data, threshold):
    flagged = lambda at: rate(data.cosine[at] < threshold, data.group[at])
    known, foreign = (lambda p: data.where(p, data.known)), (lambda p: data.where(p, ~data.known))
    cut = lambda p, t: [round(float((data.cosine[at(p)] < t).mean()), 3) if len(at(p)) else None for at in (known, foreign)]
    return dict(
        known={p: flagged(known(p)) for p in ('calibration', 'test')},
        foreign={p: flagged(foreign(p)) for p in ('calibration', 'test')},  # folders of which nothing was trained on
        byFolder={f: flagged(data.where('test', data.folder == f)) for f in np.unique(data.folder)},
        foreignAuroc={p: round(auroc(data.cosine[known(p)], data.cosine[foreign(p)]), 3) for p in ('calibration', 'test')
                      if len(foreign(p))},
        sweep={round(t, 2): {p: cut(p, t) for p in ('calibration', 'test')}
               for t in (.45, threshold - .02, threshold, threshold + .02, .56, .60, .65)},
        leftOut={kind: leave_out(data, kind) for kind in data.kinds})


def leave_out(data, kind):
    """The same with every image of one kind left out of train; vqa_rad, whose kinds are not stated, goes with radiology."""
    others = data.known & (data.kind != kind) & ((data.kind != '') | (kind not in RADIOLOGY))
    cosine = nearest(data.features, clusters_of(data.features[data.where('train', others)]))
    threshold = np.percentile(cosine[data.where('calibration', others)], PERCENTILE)
    unknown, known = data.where('test', data.kind == kind), data.where('test', others)
    return dict(auroc=round(auroc(cosine[known], cosine[unknown]), 3), flagged=rate(cosine[unknown] < threshold, data.group[unknown]),
                knownFlagged=round(float((cosine[known] < threshold).mean()), 3))
