#!/usr/bin/env python3
"""Writes a case folder for `caselens models check --cases`: what the upstream code makes of a real checkpoint.

  make-golden.py open-clip hf-hub:wisdomik/QuiltNet-B-32 OUT     pip install open_clip_torch
  make-golden.py transformers vinid/plip OUT                     pip install transformers        (CLIP, SigLIP, DINOv2, ViT)
  make-golden.py timm hf-hub:MahmoodLab/uni OUT                  pip install timm                (--arg init_values=1e-5)

OUT gets case.json, the published configuration, the weights, inputs.safetensors and expected.safetensors. The inputs are three seeded
pictures and four texts of one to all positions: they tell a wrong activation, epsilon, mask or pooling, and show nobody.
It needs Python 3.9 or newer with torch and safetensors, and reaches the hub that the checkpoint comes from.
"""
import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

TEXTS = ['x', 'no acute abnormality', 'an axial MR slice of the brain, T1-weighted, without contrast', 'effusion ' * 300]


def pictures(px, seed=0):
    """Smooth noise about zero, as normalised pictures are: [3, 3, px, px]."""
    coarse = torch.randn(3, 3, 12, 12, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.interpolate(coarse, size=(px, px), mode='bicubic', align_corners=False)


def unit(x):
    return torch.nn.functional.normalize(x, dim=-1)


def vectors(images, texts=None, scale=None, bias=None, **more):
    """What is compared, by the names that `models check` knows."""
    out = dict(image_embeds=images, image_embeds_norm=unit(images), **more)
    if texts is not None:
        out |= dict(text_embeds=texts, text_embeds_norm=unit(texts))
        out['logits_per_image'] = (1 if scale is None else scale) * unit(images) @ unit(texts).T + (0 if bias is None else bias)
    return out


def from_open_clip(name, _):
    import open_clip
    from huggingface_hub import hf_hub_download

    model = open_clip.create_model(name).eval()
    tokenizer = open_clip.get_tokenizer(name)
    repository = name.removeprefix('hf-hub:')
    config = json.loads(Path(hf_hub_download(repository, 'open_clip_config.json')).read_text())
    size = model.visual.image_size
    inputs = dict(pixel_values=pictures(size if isinstance(size, int) else size[0]), input_ids=tokenizer(TEXTS).long())
    scale, bias = model.logit_scale.exp(), getattr(model, 'logit_bias', None)
    expected = vectors(model.encode_image(inputs['pixel_values']), model.encode_text(inputs['input_ids']), scale, bias)
    quick = any(type(m).__name__ == 'QuickGELU' for m in model.modules())
    return dict(family='open_clip', activation='quick_gelu' if quick else 'gelu'), config, model, inputs, expected


def from_transformers(name, _):
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(name).eval()
    config = model.config.to_dict()
    kind = config['model_type']
    vision = config.get('vision_config', config)
    inputs = dict(pixel_values=pictures(vision['image_size']))
    if kind in ('clip', 'siglip'):
        length = config['text_config']['max_position_embeddings']
        tokens = AutoTokenizer.from_pretrained(name)(TEXTS, padding='max_length', truncation=True, max_length=length, return_tensors='pt')
        inputs['input_ids'] = tokens['input_ids']
        more = dict(attention_mask=tokens['attention_mask']) if kind == 'clip' else {}
        images = model.get_image_features(pixel_values=inputs['pixel_values'])
        texts = model.get_text_features(input_ids=inputs['input_ids'], **more)
        expected = vectors(images, texts, model.logit_scale.exp(), getattr(model, 'logit_bias', None))
    else:
        hidden = model(inputs['pixel_values']).last_hidden_state
        expected = vectors(hidden[:, 0], patch_tokens=hidden[:, 1 + config.get('num_register_tokens', 0):])
    return dict(family='hf-' + kind.removesuffix('_with_registers')), config, model, inputs, expected


def from_timm(name, arguments):
    import timm
    from huggingface_hub import hf_hub_download

    model = timm.create_model(name, pretrained=True, **arguments).eval()
    config = json.loads(Path(hf_hub_download(name.removeprefix('hf-hub:'), 'config.json')).read_text())
    config['model_args'] = {**config.get('model_args', {}), **{k: v for k, v in arguments.items() if isinstance(v, (int, float, str, bool))}}
    inputs = dict(pixel_values=pictures(model.patch_embed.img_size[0]))
    tokens = model.forward_features(inputs['pixel_values'])
    patches = tokens[:, model.num_prefix_tokens:]
    images = torch.cat([tokens[:, 0], patches.mean(1)], -1) if model.global_pool == '' else model(inputs['pixel_values'])
    return dict(family='timm-vit'), config, model, inputs, vectors(images, patch_tokens=patches)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('library', choices=['open-clip', 'transformers', 'timm'])
    parser.add_argument('name')
    parser.add_argument('out', type=Path)
    parser.add_argument('--arg', action='append', default=[], metavar='NAME=VALUE', help='an argument of timm.create_model')
    o = parser.parse_args()
    arguments = {k: json.loads(v) for k, v in (each.split('=', 1) for each in o.arg)}
    read = {'open-clip': from_open_clip, 'transformers': from_transformers, 'timm': from_timm}[o.library]
    with torch.no_grad():
        facts, config, model, inputs, expected = read(o.name, arguments)
    o.out.mkdir(parents=True)
    try:
        tensors = {k: v.contiguous().clone() for k, v in model.state_dict().items()}
        save_file(tensors, o.out / 'weights.safetensors')
        save_file({k: v.contiguous() for k, v in inputs.items()}, o.out / 'inputs.safetensors')
        save_file({k: v.float().contiguous().clone() for k, v in expected.items()}, o.out / 'expected.safetensors')
        (o.out / ('open_clip_config.json' if o.library == 'open-clip' else 'config.json')).write_text(json.dumps(config, indent=1, default=str))
        largest = {k: dict(shape=list(v.shape), max_abs=float(v.abs().max())) for k, v in expected.items()}
        (o.out / 'case.json').write_text(json.dumps(dict(**facts, name=o.name, upstream=o.library, expected=largest), indent=1))
    except BaseException:
        shutil.rmtree(o.out)
        raise


if __name__ == '__main__':
    main()
