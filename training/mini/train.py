"""Image tower and text projection, trained together -> WORK/towers.pt.

  train.py [--epochs 24] [--px 192] [--seed 0] [--reports 0] [--permissive] [--without KIND|FOLDER/CLASS,...] [--fold 1..5] [--name towers]

Every image meets one of its texts a step (objective.py). With --reports, that weight, findings meet their impressions too, text to text.
The stem and the first blocks stay as ImageNet made them. Fundus photographs come at 224 px like all others, for their kind, and at 448 px for their grade. What is kept is the moving average of the weights, at the
epoch that does best on partition calibration (with --fold, at the last). Checkpoints every epoch; started again, it goes on.
"""
import argparse
import hashlib
import json
import math
import time
import numpy as np
import torch
import torch.nn as nn
from augment import augment
from data import FOLDERS, KINDS, PERMISSIVE, WORK, caption, items, report_pairs, rows
from measure import calibration_figures, embed
from objective import Objective, prompt_texts
from sentences import Texts
from towers import MEAN, STD, Average, ImageTower, TextProjection, seeded, use_cores

BATCH, FUNDUS_BATCH, FUNDUS_EVERY = 48, 8, 4
FROZEN = 'stack_2'  # no gradient before it


def options():
    parser = argparse.ArgumentParser()
    for name, value in dict(epochs=24, px=192, seed=0, name='towers', lr=2e-4, text_lr=1e-4, head_lr=1e-3, decay=.05, drop=.1, reports=0., limit=0, fold=0).items():
        parser.add_argument('--' + name.replace('_', '-'), type=type(value), default=value)
    parser.add_argument('--permissive', action='store_true')
    parser.add_argument('--without', default='', help='kinds of image or classes, left out to see whether they are then noticed as unknown: "fundus", "lc25000_histology/colon adenocarcinomas"')
    return parser.parse_args()


def left_out(item, without):
    """@param without kinds and classes, with commas between. Images of no stated kind (vqa_rad) go with radiology."""
    def is_of(each):
        if each in KINDS:
            return item['kind'] == KINDS.index(each) or item['kind'] is None and each in ('xray', 'ct', 'mri')
        return each == f"{item['folder']}/{item['label']}"
    return any(is_of(each) for each in without.split(','))


def fold_of(item):
    """1 to 5, by the case: the same at every run."""
    return 1 + int(hashlib.sha256(item['group'].encode()).hexdigest(), 16) % 5


def folded(train, calibration, fold):
    """The cases of medpix2 in both partitions anew: a fifth to look at, the others to train on. Partition test stays untouched."""
    both = [i for i in train + calibration if i['folder'] == 'medpix2']
    others = ([i for i in some if i['folder'] != 'medpix2'] for some in (train, calibration))
    return [rest + [i for i in both if (fold_of(i) == fold) == held] for rest, held in zip(others, (False, True))]


class Data:
    def __init__(self, folders, o):
        self.reports = report_pairs() if o.reports else []
        self.train, self.calibration = ([i for i in items(folders, p) if not left_out(i, o.without)] for p in ('train', 'calibration'))
        if o.fold:
            self.train, self.calibration = folded(self.train, self.calibration, o.fold)
        if o.limit:
            rng = np.random.default_rng(0)
            self.train = [self.train[i] for i in rng.permutation(len(self.train))[:o.limit]]
        self.packed = {f: np.load(WORK / f'images/{f}-256.npy', mmap_mode='r') for f in folders}
        self.small = {f: np.load(WORK / f'images/{f}-224.npy', mmap_mode='r') for f in folders}
        if 'dr_fundus' in folders:
            self.fundus, self.fundus_small = (np.load(WORK / f'images/dr_fundus-{px}.npy', mmap_mode='r') for px in (512, 448))
        size = {f: sum(i['folder'] == f for i in self.train) for f in folders}
        per_class = {}
        for i in self.train:
            key = (i['folder'], i['label'])
            per_class[key] = per_class.get(key, 0) + 1
        # folders by the root of their size, classes within a folder by the root of theirs
        weights = np.array([size[i['folder']] ** -.5 * (per_class[i['folder'], i['label']] / size[i['folder']]) ** -.5 for i in self.train])
        self.weights = weights / weights.sum()
        self.of_fundus = [k for k, i in enumerate(self.train) if i['folder'] == 'dr_fundus']

    def texts(self):
        wanted = {t for i in self.train for group in i['texts'] for t in group}
        wanted |= prompt_texts()
        wanted |= {t for pair in self.reports for t in pair}
        r = rows('medpix2')
        return wanted | {caption(r[i['row']]) for i in self.calibration if i['folder'] == 'medpix2' and caption(r[i['row']])}


def calibration_images(data, tower):
    """Embeddings of partition calibration as the product makes them: fundus photographs at 448 px."""
    out = []
    for i in data.calibration:
        out.append(i)
    vectors = torch.empty(len(out), 384)
    for folder in sorted({i['folder'] for i in out}):
        at = [k for k, i in enumerate(out) if i['folder'] == folder]
        source = data.fundus_small if folder == 'dr_fundus' else data.small[folder]
        vectors[at] = embed(tower, source[[out[k]['row'] for k in at]], 8 if folder == 'dr_fundus' else 32)
    return vectors


def main():
    o = options()
    rng = seeded(o.seed)
    folders = [f for f in FOLDERS if not o.permissive or f in PERMISSIVE]
    data = Data(folders, o)
    texts = Texts(data.texts(), o.name)
    own = sorted({t for i in data.train for group in i['texts'] for t in group})
    tower, projection = ImageTower(), TextProjection(texts(own).mean(0))
    scale = nn.Parameter(torch.tensor(math.log(20.)))
    objective = Objective(data.train, texts, projection, scale, rng)
    average = Average([tower, projection], .998)
    groups = [dict(params=list(tower.backbone.parameters()), lr=o.lr), dict(params=list(tower.head.parameters()), lr=o.head_lr),
              dict(params=list(projection.parameters()), lr=o.text_lr), dict(params=[scale], lr=o.head_lr, weight_decay=0), dict(params=list(objective.heads.parameters()), lr=o.head_lr)]
    optimiser = torch.optim.AdamW(groups, weight_decay=o.decay)
    rates = [g['lr'] for g in groups]
    per_epoch = len(data.train) // BATCH
    steps, step, best, log = o.epochs * per_epoch, 0, None, []
    checkpoint = WORK / f'{o.name}.checkpoint.pt'
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        assert saved['options'] == vars(o), 'the checkpoint is of other options'
        tower.load_state_dict(saved['tower']), projection.load_state_dict(saved['projection']), objective.heads.load_state_dict(saved['heads'])
        scale.data.copy_(saved['scale']), optimiser.load_state_dict(saved['optimiser'])
        average.values, average.steps, step, best, log = saved['average'], saved['averaged'], saved['step'], saved['best'], saved['log']
        rng.bit_generator.state = saved['rng'].bit_generator.state
        torch.set_rng_state(saved['torch_rng'])
    started, seen, total = time.time(), 0, 0.
    while step < steps:
        tower.train(), projection.train()
        factor = min(1, (step + 1) / 200) * .5 * (1 + math.cos(math.pi * step / steps))
        for g, rate in zip(optimiser.param_groups, rates):
            g['lr'] = rate * factor
        fundus = data.of_fundus and step % FUNDUS_EVERY == FUNDUS_EVERY - 1
        size, px = (FUNDUS_BATCH, 448) if fundus else (BATCH, o.px)
        chosen = [data.train[k] for k in (rng.choice(data.of_fundus, size) if fundus else rng.choice(len(data.train), size, p=data.weights))]
        pixels = np.stack([(data.fundus if fundus else data.packed[i['folder']])[i['row']] for i in chosen])
        x = (augment(pixels, [i['folder'] for i in chosen], px, rng) - MEAN) / STD
        features, vectors, _ = tower(x.contiguous(memory_format=torch.channels_last), drop=o.drop, frozen=FROZEN)
        loss = objective(chosen, features, vectors) + (o.reports * objective.reports(data.reports) if o.reports else 0)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([p for g in groups for p in g['params']], 5.)
        optimiser.step()
        average.update()
        step, seen, total = step + 1, seen + 1, total + float(loss)
        if step % per_epoch and step < steps:
            continue
        average.swap()
        with torch.no_grad():
            tower.eval(), projection.eval()
            vector = lambda t: projection(texts([t]))[0]
            figures = calibration_figures(data.calibration, calibration_images(data, tower), lambda c: objective.prototypes([c])[0], vector)
        log.append(dict(step=step, loss=round(total / seen, 4), scale=round(float(scale.exp()), 2), seconds=round(time.time() - started), **figures))
        print(json.dumps(log[-1]), flush=True)
        if best is None or o.fold or figures['mean'] > best['figures']['mean']:
            copy = lambda m: {k: v.clone() for k, v in m.state_dict().items()}
            best = dict(tower=copy(tower), projection=copy(projection), scale=float(scale.exp()), figures=figures, step=step)
        average.swap()
        torch.save(dict(options=vars(o), tower=tower.state_dict(), projection=projection.state_dict(), heads=objective.heads.state_dict(), scale=scale.data, optimiser=optimiser.state_dict(),
                        average=average.values, averaged=average.steps, step=step, best=best, log=log, rng=rng, torch_rng=torch.get_rng_state()), checkpoint)
        started, seen, total = time.time(), 0, 0.
    torch.save(dict(**best, options=vars(o), log=log, folders=folders), WORK / f'{o.name}.pt')


if __name__ == '__main__':
    use_cores()
    main()
