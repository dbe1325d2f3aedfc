"""Trained towers -> vision.onnx and text_projection.onnx, weights in fp16.

  export.py [--name towers] [--out WORK/model] [--full]

Large weights are stored as fp16 with a Cast to float32 behind each: onnxruntime folds the casts when it loads the graph, so that it
computes in float32 as before (--full: stored as float32, for bench/mini-precision.ts). Height and width are free, multiples of 32.
"""
import argparse
import numpy as np
import onnx
import onnx.checker
import onnx.helper
import onnx.numpy_helper
import torch
import torch.nn as nn
import torch.nn.functional as F
from data import WORK
from towers import DIMENSIONS, ImageTower, TextProjection, use_cores

SMALL = 1024  # biases stay in float32


class ImageGraph(nn.Module):
    """pixel_values [B, 3, H, W] -> image_embeds [B, 384], features [B, 1280], patch_embeds [B, H/32 * W/32, 384] row-major."""

    def __init__(self, tower):
        super().__init__()
        self.tower = tower

    def forward(self, pixels):
        grid = self.tower.backbone(pixels)
        features, cells = grid.mean((2, 3)), grid.flatten(2).transpose(1, 2)
        # through the head together: apart, the exporter would write its weights twice
        both = F.normalize(self.tower.head(torch.cat([features[:, None], cells], 1)), dim=-1)
        return both[:, 0], features, both[:, 1:]


def half_weights(path):
    """Rewrites an ONNX file: float32 initialisers of more than SMALL values become fp16 with a Cast to float32."""
    model = onnx.load(str(path))
    graph, casts, kept = model.graph, [], []
    for weight in graph.initializer:
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size <= SMALL:
            kept.append(weight)
            continue
        assert np.abs(values).max() < 6e4, weight.name
        kept.append(onnx.numpy_helper.from_array(values.astype(np.float16), weight.name + '.fp16'))
        casts.append(onnx.helper.make_node('Cast', [weight.name + '.fp16'], [weight.name], to=onnx.TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def write(module, example, path, inputs, outputs, axes, half=True):
    module.eval()
    torch.onnx.export(module, example, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=14)
    if half:
        half_weights(path)
    print(path.name, path.stat().st_size)


def load(name):
    """The trained towers of WORK/<name>.pt, and what is known of their training."""
    saved = torch.load(WORK / f'{name}.pt')
    tower, projection = ImageTower(), TextProjection()
    tower.load_state_dict(saved['tower']), projection.load_state_dict(saved['projection'])
    return tower.eval(), projection.eval(), saved


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', default='towers')
    parser.add_argument('--out', default=str(WORK / 'model'))
    parser.add_argument('--full', action='store_true')
    o = parser.parse_args()
    tower, projection, _ = load(o.name)
    out = type(WORK)(o.out)
    out.mkdir(parents=True, exist_ok=True)
    batch = {0: 'B'}
    write(ImageGraph(tower), torch.zeros(1, 3, 224, 224), out / 'vision.onnx', ['pixel_values'], ['image_embeds', 'features', 'patch_embeds'],
          {'pixel_values': {0: 'B', 2: 'H', 3: 'W'}, 'image_embeds': batch, 'features': batch, 'patch_embeds': {0: 'B', 1: 'cells'}}, half=not o.full)
    write(projection, torch.zeros(1, DIMENSIONS), out / 'text_projection.onnx', ['sentence_embeds'], ['text_embeds'], {'sentence_embeds': batch, 'text_embeds': batch}, half=not o.full)


if __name__ == '__main__':
    use_cores(1)
    main()
