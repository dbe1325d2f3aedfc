"""The trained graphs -> a model folder with its card, and models/verified.json.

  card.py [--name towers] [--out models/mini]

Copies WORK/model, writes trained_images.txt and card.json; what people say of the model stands in texts/card.json and texts/model. Run again after
the decision rules, the concepts (WORK/rules/concepts.json) and evaluation.json are there, it adds what they say; the revision stays, for it is that of
the files, the preprocessing and the text tower (src/encoders/card.ts).
"""
import argparse
import datetime
import hashlib
import json
import pathlib
import shutil
import numpy as np
import torch
import figures
from data import DATA, HERE, WORK, items, rows
from questions import vqa_rad_questions
from train import left_out

GRAPHS = ['vision.onnx', 'text_projection.onnx', 'gate.onnx', 'vqa_head.onnx', 'vqa_question_only.onnx', 'vqa_answers.json']
KEPT = ['text_minilm_q8.onnx', 'text_config.json', 'tokenizer.json', 'tokenizer_config.json']  # the text tower, which stays as it is
ALIKE = .999  # mean cosine with the reference code from which it counts as parity

sha256 = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
compact = lambda value: json.dumps(value, ensure_ascii=False, separators=(',', ':'))  # as JSON.stringify


def read(path, default=None):
    return json.loads(path.read_text()) if path.exists() else default


def revision(card):
    lines = ''.join(f"{name}:{card['files'][name]['sha256']}\n" for name in sorted(card['files']))
    return hashlib.sha256((lines + compact(card['image']) + compact(card['text'])).encode()).hexdigest()[:8]


def parity(name, encoder):
    """Cosine of the product's image vectors (decision-rules/embed.mjs) with torch's (vectors.py), images of train and calibration; None where there are none of this revision."""
    rules, vectors = WORK / 'rules', WORK / f'{name}-vectors.npz'
    if read(rules / 'encoder.json', {}).get('id') != encoder or not (rules / 'rows.json').exists():
        return None
    at, seen = {}, {}
    for k, row in enumerate(read(rules / 'rows.json')):
        at[row['folder'], seen.setdefault(row['folder'], 0)] = k
        seen[row['folder']] += 1
    image = np.fromfile(rules / 'image.f32', np.float32).reshape(len(at), -1)
    with np.load(vectors) as found:
        known, embeds = json.loads(str(found['items'])), found['embeds']
    cosine = (image[[at[i['folder'], i['row']] for i in known]] * embeds).sum(1)
    return dict(mean=float(cosine.mean()), least=float(cosine.min()), n=len(cosine))


def verify(card, name):
    path = HERE.parents[1] / 'models/verified.json'
    models, alike = read(path)['models'], parity(name, f"{card['id']}@{card['revision']}")
    known = next((m for m in models if m['id'] == card['id'] and m['revision'] == card['revision']), None)
    models = [m for m in models if (HERE.parents[1] / 'models/cards' / f"{m['id']}.json").exists()]  # published ones; of ours this one alone
    if alike is None and known:
        models.append(known)  # the same files: seen before, not looked at again
    elif alike and alike['mean'] >= ALIKE:
        seen = (f"image vectors through this program, from image files, against the torch code that trained them: cosine {alike['mean']:.5f} in the mean, {alike['least']:.4f} at least, "
                f"on {alike['n']} images of train and calibration")
        models.append(known if known and known['seen'] == seen else
                      dict(id=card['id'], revision=card['revision'], level=2, date=datetime.date.today().isoformat(), seen=seen))
    path.write_text(json.dumps(dict(models=models), indent=2) + '\n')


def measured(evaluation, headline):
    named = {h['name']: figures.figure(evaluation, h['of'], h['metric']) for h in headline}
    return dict(file='evaluation.json', partition=evaluation['about']['partition'] if evaluation else 'test', intervals=evaluation['about']['intervals'] if evaluation else '',
                headline={k: dict(value=f['value'], interval=[f['low'], f['high']], n=f['n']) for k, f in named.items() if f})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--name', default='towers')
    parser.add_argument('--out', default=str(HERE.parents[1] / 'models/mini'))
    o = parser.parse_args()
    out, texts, saved = pathlib.Path(o.out), read(HERE / 'texts/card.json'), torch.load(WORK / f'{o.name}.pt')
    for source in [WORK / 'model' / name for name in GRAPHS] + sorted((HERE / 'texts/model').iterdir()):
        shutil.copyfile(source, out / source.name)
    without = argparse.Namespace(**saved['options']).__dict__.get('without', '')
    trained = [i for i in items(saved['folders'], 'train') if not left_out(i, without)]
    manifests = {f: rows(f) for f in saved['folders']}
    prefixes = sorted({sha256(DATA / i['folder'] / manifests[i['folder']][i['row']]['file'])[:16] for i in trained})
    (out / texts['trainedImages']['file']).write_text('\n'.join(prefixes) + '\n')

    gate = read(WORK / f'{o.name}-gate.json')
    card = {key: texts[key] for key in ('id', 'kind', 'dimensions', 'image', 'text')}
    card['gate'] = texts['gate'] | gate
    card |= dict(questions=texts['questions'], logitScale=round(min(saved['scale'], 100), 4), sources=texts['sources'], licence=texts['licence'])
    card['training'] = {stage: options for stage, options in dict(towers=saved['options'], heads=saved.get('heads', {}).get('options')).items() if options}
    card['trainedOn'] = [dict(folder=f, partition='train', n=sum(i['folder'] == f for i in trained)) | (dict(questions=len(vqa_rad_questions('train'))) if f == 'vqa_rad' else {})
                         for f in saved['folders']]
    card['trainedImages'] = texts['trainedImages']
    card['files'] = {n: dict(sha256=sha256(out / n), bytes=(out / n).stat().st_size) for n in sorted([*GRAPHS, *KEPT, texts['trainedImages']['file']])}
    card['revision'] = revision(card)
    encoder = f"{card['id']}@{card['revision']}"
    evaluation = figures.read(out / 'evaluation.json')
    if evaluation and evaluation['about']['encoder'] != encoder:
        evaluation = None
    concepts = read(WORK / 'rules/concepts.json', []) if read(WORK / 'rules/encoder.json', {}).get('id') == encoder else []
    card |= dict(conceptsAre=texts['conceptsAre'], concepts=concepts, limits=[figures.filled(limit, evaluation) for limit in texts['limits']], measured=measured(evaluation, texts['headline'])) | figures.localisation(evaluation)
    order = ['id', 'revision', *(key for key in card if key not in ('id', 'revision', 'files')), 'files']
    (out / 'card.json').write_text(json.dumps({key: card[key] for key in order}, indent=1, ensure_ascii=False) + '\n')
    if out.resolve() == (HERE.parents[1] / 'models/mini').resolve():
        verify(card, o.name)
    print(encoder, f'{len(prefixes)} training images, {len(concepts)} concepts,', f"{len(card['measured']['headline'])} figures")


if __name__ == '__main__':
    main()
