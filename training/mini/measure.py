"""What is looked at while choosing: figures on partition calibration, in torch. What is reported comes from `caselens eval` instead."""
import numpy as np
import torch
from data import CLASSES, KINDS, caption, rows
from towers import pixel_values

FIRST_PROMPTS = {'modality': {'xray': ['chest X-ray', 'a radiograph'], 'ct': ['CT scan', 'axial CT', 'a CT image'], 'mri': ['MRI scan', 'MR image', 'magnetic resonance image'],
                              'histology': ['H&E histopathology image', 'histology slide'], 'fundus': ['colour fundus photograph', 'retinal photograph'],
                              'blood smear': ['blood smear microscopy', 'peripheral blood film'], 'ultrasound': ['breast ultrasound', 'ultrasound image']}}


def balanced(pred, y):
    return float(np.mean([(pred[y == c] == c).mean() for c in np.unique(y)]))


def auroc(positive, score):
    """Chance that a positive's score is greater than a negative's; ties count half. positive: bool [N]"""
    negatives = np.sort(score[~positive])
    below, upto = np.searchsorted(negatives, score[positive]), np.searchsorted(negatives, score[positive], 'right')
    return float((below + upto).mean() / 2 / len(negatives))


def kappa(y, pred, k):
    o, w = np.zeros((k, k)), np.subtract.outer(np.arange(k), np.arange(k)) ** 2
    np.add.at(o, (y, pred), 1)
    return float(1 - (w * o).sum() / (w * np.outer(o.sum(1), o.sum(0)) / o.sum()).sum())


@torch.no_grad()
def embed(tower, images, batch=32):
    tower.eval()
    return torch.cat([tower(pixel_values(images[i:i + batch]))[1] for i in range(0, len(images), batch)])


def captioned(items):
    """Positions of the images of medpix2 with a caption, and their captions."""
    r = rows('medpix2')
    at = [k for k, i in enumerate(items) if i['folder'] == 'medpix2' and caption(r[i['row']])]
    return at, [caption(r[items[k]['row']]) for k in at]


def caption_ranks(items, embeddings, text_vector):
    """As the product's retrieval-1: rank of each captioned image's caption among the distinct ones, and of the best image of each distinct caption (in their sorted order)."""
    at, captions = captioned(items)
    distinct = sorted(set(captions))
    s = (embeddings[at] @ torch.stack([text_vector(t) for t in distinct]).T).numpy()
    own = np.array([distinct.index(t) for t in captions])
    mask = own[:, None] == np.arange(len(distinct))[None]
    best = np.where(mask, s, -9).max(0)
    return (s >= s[np.arange(len(own)), own][:, None]).sum(1), ((s >= best[None]) & ~mask).sum(0) + 1


def calibration_figures(items, embeddings, prototype, text_vector):
    """@param items of one partition @param embeddings [N, 384] @param prototype texts -> unit vector"""
    folders = np.array([i['folder'] for i in items])
    out = {}
    def task(name, classes, rows_of):
        y = np.array([rows_of(i) if rows_of(i) is not None else -1 for i in items])
        keep = y >= 0
        cosines = (embeddings[torch.from_numpy(keep)] @ torch.stack([prototype(t) for t in classes]).T).numpy()
        return y[keep], cosines
    y, c = task('modality', FIRST_PROMPTS['modality'].values(), lambda i: i['kind'])
    out['modality'] = balanced(c.argmax(1), y)
    for folder in ('lc25000_histology', 'brain_tumor_mri', 'nih_cxr_subset', 'wbc_blood_smear', 'busi_ultrasound'):
        names = [n for n in CLASSES[folder]['classes'] if n != 'basophil']
        noun = CLASSES[folder]['noun']
        prompts = [[f'{noun} showing {CLASSES[folder]["classes"][n][0]}', f'{noun} of {CLASSES[folder]["classes"][n][0]}', CLASSES[folder]['classes'][n][0]] for n in names]
        y, c = task(folder, prompts, lambda i: names.index(i['label']) if i['folder'] == folder and i['label'] in names else None)
        if len(y) == 0:
            continue  # left out of this training
        out[folder] = balanced(c.argmax(1), y)
        if folder == 'nih_cxr_subset':
            out['pneumonia auroc'] = auroc(y == 1, c[:, 1] - c[:, 0])
    noun, grades = CLASSES['dr_fundus']['noun'], ['No DR', 'Mild DR', 'Moderate DR', 'Severe DR', 'PDR']
    prompts = [[f'{noun} showing {CLASSES["dr_fundus"]["classes"][n][0]}', CLASSES['dr_fundus']['classes'][n][0]] for n in grades]
    y, c = task('dr', prompts, lambda i: (grades + ['ADED']).index(i['label']) if i['folder'] == 'dr_fundus' else None)
    y = np.minimum(y, 4)
    if len(y):
        out['dr kappa'], out['dr auroc'] = kappa(y, c.argmax(1), 5), auroc(y > 0, c[:, 1:].max(1) - c[:, 0])
    images, texts = caption_ranks(items, embeddings, text_vector)
    out['image to caption R@10'], out['caption to image R@10'] = float((images <= 10).mean()), float((texts <= 10).mean())
    out['mean'] = float(np.mean(list(out.values())))
    return {k: round(v, 3) for k, v in out.items()}
