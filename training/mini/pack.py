"""Packs every image once: RGB, squashed with antialiased bicubic -> WORK/images/<folder>-<px>.npy, uint8 [N, px, px, 3] in manifest order.

256 px leave room to crop for the 224 px that the tower sees; fundus photographs also at 512 for 448.
"""
import sys
import numpy as np
from PIL import Image
from data import DATA, FOLDERS, WORK, rows


def pack(folder, px):
    out = WORK / f'images/{folder}-{px}.npy'
    if out.exists():
        return
    files = [DATA / folder / r['file'] for r in rows(folder)]
    packed = np.stack([np.asarray(Image.open(f).convert('RGB').resize((px, px), Image.BICUBIC)) for f in files])
    out.parent.mkdir(parents=True, exist_ok=True)
    np.save(out.with_suffix('.new.npy'), packed)
    out.with_suffix('.new.npy').rename(out)
    print(folder, px, packed.shape, flush=True)


if __name__ == '__main__':
    for folder in sys.argv[1:] or FOLDERS:
        for px in (224, 256) + ((448, 512) if folder == 'dr_fundus' else ()):
            pack(folder, px)
