"""The image tower and the text projection that are trained here."""
import os
import pathlib
import sys
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from backbone import EfficientNet

MEAN, STD = torch.tensor([.485, .456, .406]).view(1, 3, 1, 1), torch.tensor([.229, .224, .225]).view(1, 3, 1, 1)
FEATURES, DIMENSIONS = 1280, 384
JEMALLOC = pathlib.Path('/usr/lib/x86_64-linux-gnu/libjemalloc.so.2')


def pixel_values(images):
    """uint8 [B, H, W, 3] -> float32 [B, 3, H, W], ImageNet-normalised."""
    return (torch.as_tensor(images).permute(0, 3, 1, 2).float() / 255 - MEAN) / STD


class ImageHead(nn.Module):
    """features [..., 1280] -> [..., 384], not yet of unit length: a linear map and a small MLP beside it."""

    def __init__(self, width=512, dropout=.2):
        super().__init__()
        self.norm, self.straight = nn.LayerNorm(FEATURES), nn.Linear(FEATURES, DIMENSIONS)
        self.inner, self.outer, self.dropout = nn.Linear(FEATURES, width), nn.Linear(width, DIMENSIONS), nn.Dropout(dropout)

    def forward(self, x):
        x = self.norm(x)
        return self.straight(x) + self.outer(self.dropout(F.gelu(self.inner(self.dropout(x)))))


class ImageTower(nn.Module):
    """pixels [B, 3, H, W] -> features [B, 1280], embeddings [B, 384] of unit length, map [B, 1280, h, w]."""

    def __init__(self):
        super().__init__()
        self.backbone, self.head = EfficientNet(), ImageHead()

    def forward(self, x, **options):
        grid = self.backbone(x, **options)
        features = grid.mean((2, 3))
        return features, F.normalize(self.head(features), dim=-1), grid


class TextProjection(nn.Module):
    """MiniLM's sentence vectors [B, 384] -> [B, 384] of unit length: centred on the training texts, then a linear map that starts as none."""

    def __init__(self, mean=None):
        super().__init__()
        self.register_buffer('mean', torch.zeros(DIMENSIONS) if mean is None else mean)
        self.map = nn.Linear(DIMENSIONS, DIMENSIONS)
        with torch.no_grad():
            self.map.weight.copy_(torch.eye(DIMENSIONS))
            self.map.bias.zero_()

    def forward(self, x):
        return F.normalize(self.map(x - self.mean), dim=-1)


class Average:
    """Exponential moving average of a module's parameters: what is kept and shipped. Source: Polyak and Juditsky 1992."""

    def __init__(self, modules, decay):
        self.parameters, self.decay, self.steps = [p for m in modules for p in m.parameters()], decay, 0
        self.values = [p.detach().clone() for p in self.parameters]

    def update(self):
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for value, parameter in zip(self.values, self.parameters):
            value.lerp_(parameter.detach(), 1 - decay)

    def swap(self):
        """Exchanges the average with the parameters; again: back."""
        for value, parameter in zip(self.values, self.parameters):
            kept = parameter.data.clone()
            parameter.data.copy_(value)
            value.copy_(kept)


def logits(scale, images, texts):
    return scale.exp().clamp(max=100) * images @ texts.T


def use_cores(count=2):
    """Threads of torch. And starts the script again with Debian's jemalloc (libjemalloc2): glibc hands the activations of every step back to the kernel,
    or, told to keep them, searches ever longer for room; either way a step takes twice as long."""
    if JEMALLOC.exists() and str(JEMALLOC) not in os.environ.get('LD_PRELOAD', ''):
        settings = dict(LD_PRELOAD=str(JEMALLOC), MALLOC_CONF='dirty_decay_ms:-1,muzzy_decay_ms:-1,oversize_threshold:0')
        os.execve(sys.executable, [sys.executable, '-B', *sys.argv], os.environ | settings)
    torch.set_num_threads(count)


def seeded(seed):
    torch.manual_seed(seed)
    return np.random.default_rng(seed)
