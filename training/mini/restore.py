"""The shipped model -> WORK/<name>.pt, WORK/model, WORK/<name>-gate.json and WORK/rules/concepts.json: to go on from it, or to write its cards anew, without training.

  restore.py [--name towers-heads] [--model models/mini]

Weights come back as the fp16 values they were shipped with; what is lost is the log of the training and whatever fp16 dropped.
"""
import argparse
import json
import pathlib
import shutil
import numpy as np
import onnx
import onnx.numpy_helper
import torch
from card import GRAPHS, read
from data import HERE, WORK
from towers import ImageTower, TextProjection


def weights(path):
    """float32 arrays by name, as the exporter named them."""
    graph = onnx.load(str(path)).graph
    return {i.name.removesuffix('.fp16').removeprefix('tower.'): onnx.numpy_helper.to_array(i).astype(np.float32) for i in graph.initializer
            if i.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)}


def filled(module, found):
    """The exporter turns the matrix of a linear map round and calls it MatMul: such a one is known by its shape."""
    state = module.state_dict()
    nameless = {name: array for name, array in found.items() if name not in state}
    for key, value in state.items():
        alike = [array.T for array in nameless.values() if array.T.shape == tuple(value.shape)]
        if key not in found and len(alike) != 1:
            raise SystemExit(f'{key}: {len(alike)} matrices of the graph have its shape; export.py and restore.py must be of one version')
        state[key] = torch.from_numpy(np.ascontiguousarray(found[key] if key in found else alike[0]))
    module.load_state_dict(state)
    return module.state_dict()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', default='towers-heads')
    parser.add_argument('--model', default=str(HERE.parents[1] / 'models/mini'))
    o = parser.parse_args()
    model = pathlib.Path(o.model)
    card, texts = read(model / 'card.json'), read(HERE / 'texts/card.json')
    towers, heads = card['training']['towers'], card['training'].get('heads')
    for folder in ('model', 'rules'):
        (WORK / folder).mkdir(parents=True, exist_ok=True)
    for name in GRAPHS:
        shutil.copyfile(model / name, WORK / 'model' / name)
    (WORK / f'{o.name}-gate.json').write_text(json.dumps({key: value for key, value in card['gate'].items() if key not in texts['gate']}, indent=1))
    encoder = f"{card['id']}@{card['revision']}"
    embedded = read(WORK / 'rules/encoder.json', {}).get('id')  # by the product's own vectors
    if embedded not in (None, encoder):
        raise SystemExit(f'{WORK}/rules holds vectors of {embedded}, not of {encoder}: take another CASELENS_WORK')
    if embedded is None:
        (WORK / 'rules/concepts.json').write_text(json.dumps(card['concepts'], indent=1))
        (WORK / 'rules/encoder.json').write_text(json.dumps(dict(id=encoder)))
    torch.save(dict(tower=filled(ImageTower(), weights(model / 'vision.onnx')), projection=filled(TextProjection(), weights(model / 'text_projection.onnx')), scale=card['logitScale'],
                    options=towers, folders=[t['folder'] for t in card['trainedOn']], log=[], heads=dict(options=heads, log=[])), WORK / f'{o.name}.pt')


if __name__ == '__main__':
    main()
