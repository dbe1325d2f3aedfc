"""Sentence vectors of texts, made once by the product's own text tower."""
import json
import subprocess
import numpy as np
import torch
from data import HERE, WORK


class Texts:
    """Vectors [N, 384] of the texts it was made for, kept in WORK under a name."""

    def __init__(self, texts, name):
        self.list = sorted(set(texts))
        source, vectors = WORK / f'{name}-texts.json', WORK / f'{name}-texts.f32'
        if not vectors.exists() or json.loads(source.read_text()) != self.list:
            source.write_text(json.dumps(self.list))
            subprocess.run(['node', str(HERE / 'embed_texts.mjs'), str(source), str(vectors)], check=True, stdout=subprocess.DEVNULL)
        self.vectors = torch.from_numpy(np.fromfile(vectors, np.float32).reshape(len(self.list), -1))
        self.index = {text: i for i, text in enumerate(self.list)}

    def __call__(self, texts):
        return self.vectors[[self.index[t] for t in texts]]
