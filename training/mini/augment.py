"""Random views of packed images, on tensors: what may change without changing what the image shows.

Every kind: a crop of at least 65 % of the area squashed to the tower's size, a rotation of up to 12 degrees, brightness, contrast and gamma, and
now and then blur or noise (scanners and JPEG differ). Mirrored only where nothing says left or right: not radiographs, CT or MR with
captions. Histology and blood smears have no upright side: quarter turns and both mirrors, and the stain's colour moves.
"""
import math
import torch
import torch.nn.functional as F

ANY_SIDE = ('lc25000_histology', 'wbc_blood_smear', 'bccd_blood_smear')
MIRROR = ANY_SIDE + ('brain_tumor_mri', 'busi_ultrasound', 'dr_fundus')
COLOUR = ANY_SIDE + ('dr_fundus',)


def augment(images, folders, px, rng):
    """uint8 [B, P, P, 3], the folder of each -> float [B, 3, px, px] in 0 to 1."""
    x = torch.tensor(images).permute(0, 3, 1, 2).float() / 255
    theta = torch.empty(len(x), 2, 3)
    for i, folder in enumerate(folders):
        area, aspect = rng.uniform(.65, 1), math.exp(rng.uniform(-.2, .2))
        w, h = min(1, math.sqrt(area * aspect)), min(1, math.sqrt(area / aspect))
        angle = math.radians(rng.uniform(-12, 12)) + (math.pi / 2 * rng.integers(4) if folder in ANY_SIDE else 0)
        mirror = -1 if folder in MIRROR and rng.random() < .5 else 1
        cos, sin = math.cos(angle), math.sin(angle)
        theta[i] = torch.tensor([[w * cos * mirror, -h * sin, rng.uniform(-1, 1) * (1 - w)], [w * sin * mirror, h * cos, rng.uniform(-1, 1) * (1 - h)]])
    grid = F.affine_grid(theta, (len(x), 3, px, px), align_corners=False)
    x = F.grid_sample(x, grid, mode='bilinear', padding_mode='zeros', align_corners=False)
    one = lambda low, high: torch.tensor(rng.uniform(low, high, len(x))).float().view(-1, 1, 1, 1)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = ((x - mean) * one(.75, 1.3) + mean * one(.8, 1.2)).clamp(0, 1)
    x = x.clamp(min=1e-4) ** torch.exp(one(-.25, .25))
    coloured = torch.tensor([folder in COLOUR for folder in folders]).float().view(-1, 1, 1, 1)
    tint = torch.tensor(rng.uniform(.85, 1.15, (len(x), 3, 1, 1))).float()
    x = x * (1 + coloured * (tint - 1))
    blurred = F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)
    x = torch.where(one(0, 1) < .15, blurred, x)
    noise = torch.randn_like(x[:, :1]) * one(0, .04)
    return torch.where(one(0, 1) < .2, x + noise, x).clamp(0, 1)
