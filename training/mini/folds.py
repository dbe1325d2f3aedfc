"""Captions of cases that the towers were trained without, over five folds -> stdout and folds.json beside this file.

  folds.py --name NAME     of WORK/NAME-1.pt to WORK/NAME-5.pt, trained with `train.py --fold 1` to `--fold 5` (and heads.py)

A fold is a fifth of the cases of medpix2 in partitions train and calibration: its images and captions are ranked among themselves. R@10 is pooled over the
folds; 95 % intervals by resampling cases.
"""
import argparse
import json
import numpy as np
import torch
from data import HERE
from export import load
from measure import caption_ranks, captioned
from question_head import interval
from sentences import Texts
from towers import use_cores
from train import Data, calibration_images


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', required=True)
    o = parser.parse_args()
    hits = dict(imageToCaption=[], captionToImage=[])
    cases = dict(imageToCaption=[], captionToImage=[])
    candidates = []
    for fold in range(1, 6):
        tower, projection, saved = load(f'{o.name}-{fold}')
        data = Data(['medpix2'], argparse.Namespace(**saved['options']))
        at, captions = captioned(data.calibration)
        distinct = sorted(set(captions))
        texts = Texts(distinct, f'{o.name}-{fold}-captions')
        with torch.no_grad():
            images, found = caption_ranks(data.calibration, calibration_images(data, tower), lambda t: projection(texts([t]))[0])
        groups = [data.calibration[k]['group'] for k in at]
        hits['imageToCaption'] += list(images <= 10)
        hits['captionToImage'] += list(found <= 10)
        cases['imageToCaption'] += groups
        cases['captionToImage'] += [groups[captions.index(t)] for t in distinct]
        candidates.append(len(distinct))
    figures = {way: dict(n=len(some), recallAt10=interval(np.array(some, float), np.array(cases[way]))) for way, some in hits.items()}
    print(json.dumps({o.name: figures | dict(captionsAFold=candidates)}))
    path = HERE / 'folds.json'
    path.write_text(json.dumps((json.loads(path.read_text()) if path.exists() else {}) | {o.name: figures | dict(captionsAFold=candidates)}, indent=1) + '\n')


if __name__ == '__main__':
    use_cores()
    main()
