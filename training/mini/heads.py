"""Second stage: the image head and the text projection alone, on features of the trained backbone, in batches ten times as large -> WORK/<name>-heads.pt.

  heads.py [--name towers] [--views 4] [--epochs 40]

A batch of train.py holds seven captions; contrast needs more. Images with a class keep the vector that they have (--keep), for the backbone knows
its training images by heart and a head that is fitted to them goes astray. The features of one plain and of some random views of every image are made once.
Kept is the average of the weights at the epoch that does best on partition calibration (of a fold, at the last); where none beats the first stage, the first stage is kept.
"""
import argparse
import copy
import json
import math
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from augment import augment
from data import WORK
from export import load
from measure import calibration_figures
from objective import Objective
from sentences import Texts
from towers import FEATURES, MEAN, STD, Average, seeded, use_cores
from train import Data

BATCH = 512


@torch.no_grad()
def features_of(tower, data, some, view, rng):
    """[len(some), 1280]: view 0 as the product sees an image, the others at random."""
    out = np.zeros((len(some), FEATURES), np.float32)
    for folder in sorted({i['folder'] for i in some}):
        at = [k for k, i in enumerate(some) if i['folder'] == folder]
        fundus = folder == 'dr_fundus'
        plain, packed, px, batch = (data.fundus_small, data.fundus, 448, 8) if fundus else (data.small[folder], data.packed[folder], 224, 32)
        for start in range(0, len(at), batch):
            rows = [some[k]['row'] for k in at[start:start + batch]]
            pixels = torch.tensor(plain[rows]).permute(0, 3, 1, 2).float() / 255 if view == 0 else augment(packed[rows], [folder] * len(rows), px, rng)
            out[at[start:start + batch]] = tower.backbone(((pixels - MEAN) / STD).contiguous(memory_format=torch.channels_last)).mean((2, 3)).numpy()
    return out


def main():
    parser = argparse.ArgumentParser()
    for name, value in dict(name='towers', out='', views=4, epochs=40, lr=5e-4, text_lr=2e-4, captions=3., keep=2.).items():
        parser.add_argument('--' + name.replace('_', '-'), type=type(value), default=value)
    o = parser.parse_args()
    rng = seeded(0)
    tower, projection, saved = load(o.name)
    first = argparse.Namespace(**{'without': '', 'reports': 0., 'limit': 0, 'fold': 0, **saved['options']})
    data = Data(saved['folders'], first)
    texts = Texts(data.texts(), o.name)
    cache = WORK / f'{o.name}-views.npz'
    if not cache.exists() or cache.stat().st_mtime < (WORK / f'{o.name}.pt').stat().st_mtime:
        views = []
        for view in range(o.views):
            views.append(features_of(tower, data, data.train, view, rng))
            print('view', view, flush=True)
        np.savez(cache, train=np.stack(views), calibration=features_of(tower, data, data.calibration, 0, rng))
    with np.load(cache) as found:
        train, calibration = torch.from_numpy(found['train']), torch.from_numpy(found['calibration'])
    scale = nn.Parameter(torch.tensor(math.log(saved['scale'])))
    head, before = tower.head, copy.deepcopy(tower.head).eval()
    objective = Objective(data.train, texts, projection, scale, rng)
    average = Average([head, projection], .99)
    groups = [dict(params=list(head.parameters()), lr=o.lr), dict(params=list(projection.parameters()), lr=o.text_lr), dict(params=[scale, *objective.heads.parameters()], lr=1e-3)]
    optimiser = torch.optim.AdamW(groups, weight_decay=.05)
    rates = [g['lr'] for g in groups]
    weights = data.weights * np.array([o.captions if i['folder'] == 'medpix2' else 1. for i in data.train])
    weights /= weights.sum()
    per_epoch = len(data.train) // BATCH
    steps, log = o.epochs * per_epoch, []

    def measured():
        with torch.no_grad():
            head.eval(), projection.eval()
            vectors = F.normalize(head(calibration), dim=-1)
            return calibration_figures(data.calibration, vectors, lambda c: objective.prototypes([c])[0], lambda t: projection(texts([t]))[0])

    def kept(figures, step):
        cloned = lambda m: {k: v.clone() for k, v in m.state_dict().items()}
        return dict(tower=cloned(tower), projection=cloned(projection), scale=float(scale.exp()), figures=figures, step=step)

    best = kept(measured(), 0)
    print(json.dumps(dict(step=0, **best['figures'])), flush=True)
    for step in range(1, steps + 1):
        head.train(), projection.train()
        for g, rate in zip(optimiser.param_groups, rates):
            g['lr'] = rate * min(1, step / 50) * .5 * (1 + math.cos(math.pi * step / steps))
        drawn = rng.choice(len(data.train), BATCH, p=weights)
        features = train[torch.from_numpy(rng.integers(len(train), size=BATCH)), torch.from_numpy(drawn)]
        vectors = F.normalize(head(features), dim=-1)
        with torch.no_grad():
            kept_vectors = F.normalize(before(features), dim=-1)
        labelled = torch.tensor([data.train[k]['label'] is not None for k in drawn])
        loss = objective([data.train[k] for k in drawn], features, vectors) + o.keep * (1 - (vectors * kept_vectors).sum(1))[labelled].mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average.update()
        if step % (5 * per_epoch) == 0:
            average.swap()
            figures = measured()
            log.append(dict(step=step, loss=round(float(loss), 4), **figures))
            print(json.dumps(log[-1]), flush=True)
            if first.fold or figures['mean'] > best['figures']['mean']:
                best = kept(figures, step)
            average.swap()
    torch.save({**saved, **best, 'heads': dict(options=vars(o), log=log)}, WORK / f'{o.out or o.name + "-heads"}.pt')


if __name__ == '__main__':
    use_cores()
    main()
