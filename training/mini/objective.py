"""What is minimised: of a batch of images with texts, by both stages of training (train.py, heads.py).

Multi-positive InfoNCE (Khosla et al. 2020) between the images and one text drawn for each: texts that are the same or of the same class are positives too.
Beside it cross-entropy over the class prototypes of each labelled folder and over the kinds of image, and by linear heads on the features that are
dropped afterwards.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from data import CLASSES, KINDS
from measure import FIRST_PROMPTS
from towers import FEATURES, logits

REPORT_BATCH = 64


def first_prompts(folder):
    entry = CLASSES[folder]
    return {label: [f"{entry['noun']} showing {names[0]}", f"{entry['noun']} of {names[0]}", names[0]] if entry['noun'] else [names[0]] for label, names in entry['classes'].items()}


def prompt_texts():
    """Every text that a prototype is made of."""
    return {t for z in FIRST_PROMPTS.values() for c in z.values() for t in c} | {t for f in CLASSES if f != 'about' for c in first_prompts(f).values() for t in c}


def soft_targets(classes, ordinal):
    """[C, C] rows of label smoothing: .05 over all classes, and of an ordinal scale .1 for each neighbour."""
    near = .1 * (np.eye(classes, k=1) + np.eye(classes, k=-1)) if ordinal else 0
    soft = np.eye(classes) + near + .05 / classes
    return torch.from_numpy(soft / soft.sum(1, keepdims=True)).float()


def contrastive(z, same):
    """Multi-positive InfoNCE both ways; `same` [B, B] is 1 where row and column belong together."""
    ways = (same / same.sum(1, keepdim=True) * F.log_softmax(z, 1)).sum(1).mean() + (same / same.sum(0, keepdim=True) * F.log_softmax(z, 0)).sum(0).mean()
    return -ways / 2


class Objective(nn.Module):
    """`heads`: the linear heads, trained along."""

    def __init__(self, train, texts, projection, scale, rng):
        super().__init__()
        folders = sorted({i['folder'] for i in train})
        self.texts, self.rng = texts, rng
        self.link = [projection, scale]  # in a list: they are the caller's parameters
        self.label_sets = [f for f in folders if len({i['label'] for i in train if i['folder'] == f and i['label']}) > 1]
        self.names = {f: list(CLASSES[f]['classes']) for f in self.label_sets}
        self.prompts = {f: [first_prompts(f)[n] for n in self.names[f]] for f in self.label_sets}
        self.targets = {f: soft_targets(len(self.names[f]), f == 'dr_fundus') for f in self.label_sets}
        self.heads = nn.ModuleDict({**{f: nn.Linear(FEATURES, len(self.names[f])) for f in self.label_sets}, 'kind': nn.Linear(FEATURES, len(KINDS))})

    def prototypes(self, classes):
        projection, _ = self.link
        return torch.stack([F.normalize(projection(self.texts(c)).mean(0), dim=0) for c in classes])

    def reports(self, pairs):
        """Findings against their impressions, text to text."""
        projection, scale = self.link
        findings, impressions = zip(*[pairs[k] for k in self.rng.choice(len(pairs), REPORT_BATCH)])
        same = torch.tensor([[a == b for b in impressions] for a in impressions]).float()
        return contrastive(logits(scale, projection(self.texts(findings)), projection(self.texts(impressions))), same)

    def forward(self, chosen, features, vectors):
        """@param chosen items, B of them @param features [B, 1280] @param vectors [B, 384]"""
        projection, scale = self.link
        drawn = []
        for i in chosen:
            group = i['texts'][self.rng.integers(len(i['texts']))]
            drawn.append(group[self.rng.integers(len(group))])
        key = np.unique([f"{i['folder']}/{i['label']}" if i['label'] else f'alone {k}' for k, i in enumerate(chosen)], return_inverse=True)[1]
        text = np.unique(drawn, return_inverse=True)[1]
        same = torch.from_numpy((key[:, None] == key) | (text[:, None] == text)).float()
        loss = contrastive(logits(scale, vectors, projection(self.texts(drawn))), same)
        kinds = torch.tensor([-1 if i['kind'] is None else i['kind'] for i in chosen])
        kind_prototypes = self.prototypes(list(FIRST_PROMPTS['modality'].values()))
        loss = loss + .3 * F.cross_entropy(logits(scale, vectors, kind_prototypes), kinds, ignore_index=-1) + .1 * F.cross_entropy(self.heads['kind'](features), kinds, ignore_index=-1)
        for f in self.label_sets:
            at = [k for k, i in enumerate(chosen) if i['folder'] == f and i['label']]
            if at:
                y = self.targets[f][[self.names[f].index(chosen[k]['label']) for k in at]]
                named = F.cross_entropy(logits(scale, vectors[at], self.prototypes(self.prompts[f])), y)
                loss = loss + len(at) / len(chosen) * (named + .5 * F.cross_entropy(self.heads[f](features[at]), y))
        return loss
