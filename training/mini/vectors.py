"""What the trained towers make of the images of train and calibration -> WORK/<name>-vectors.npz, in the order of `items`.

  vectors.py [--name towers]

features [N, 1280] and embeds [N, 384] as the product makes them, fundus photographs at 448 px; patches [N, 49, 384] as float16, those of
fundus photographs averaged 2 x 2. coarse [N, 1280]: the features at 224 px, by which the kind of image is found first.
"""
import argparse
import json
import numpy as np
import torch
import torch.nn.functional as F
from data import WORK, items
from export import load
from towers import pixel_values, use_cores


@torch.no_grad()
def embed(tower, images, batch):
    """uint8 [N, P, P, 3] -> features [N, 1280], embeds [N, 384], patches [N, 49, 384]"""
    out = []
    for i in range(0, len(images), batch):
        features, embeds, grid = tower(pixel_values(images[i:i + batch]).contiguous(memory_format=torch.channels_last))
        cells = F.normalize(tower.head(grid.flatten(2).transpose(1, 2)), dim=-1)
        if cells.shape[1] > 49:
            side = int(cells.shape[1] ** .5)
            pooled = F.avg_pool2d(cells.transpose(1, 2).reshape(len(cells), -1, side, side), side // 7)
            cells = F.normalize(pooled.flatten(2).transpose(1, 2), dim=-1)
        out.append((features.numpy(), embeds.numpy(), cells.numpy().astype(np.float16)))
    return [np.concatenate(column) for column in zip(*out)]


def arrays_of(tower, known):
    """Arrays by name, of items, in their order."""
    arrays = dict(features=np.zeros((len(known), 1280), np.float32), coarse=np.zeros((len(known), 1280), np.float32),
                  embeds=np.zeros((len(known), 384), np.float32), patches=np.zeros((len(known), 49, 384), np.float16))
    for folder in dict.fromkeys(i['folder'] for i in known):
        at = np.array([k for k, i in enumerate(known) if i['folder'] == folder])
        packed = np.load(WORK / f'images/{folder}-224.npy', mmap_mode='r')
        features, embeds, patches = embed(tower, packed[[known[k]['row'] for k in at]], 16)
        arrays['coarse'][at] = features
        if folder == 'dr_fundus':
            features, embeds, patches = embed(tower, np.load(WORK / f'images/{folder}-448.npy', mmap_mode='r')[[known[k]['row'] for k in at]], 8)
        arrays['features'][at], arrays['embeds'][at], arrays['patches'][at] = features, embeds, patches
        print(folder, len(at), flush=True)
    return arrays


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', default='towers')
    o = parser.parse_args()
    tower, _, saved = load(o.name)
    known = [dict(i, partition=p) for p in ('train', 'calibration') for i in items(saved['folders'], p)]
    arrays = arrays_of(tower, known)
    np.savez(WORK / f'{o.name}-vectors.npz', items=json.dumps([{k: i[k] for k in ('folder', 'row', 'group', 'label', 'kind', 'partition')} for i in known]), **arrays)


if __name__ == '__main__':
    use_cores()
    main()
