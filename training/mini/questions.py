"""Questions about the images: VQA-RAD's, and those that the manifests answer (texts/questions.json).

  questions.py OUT [PARTITION]   writes a folder that `caselens eval vqa` reads
"""
import json
import pathlib
import re
import shutil
import sys
import numpy as np
from data import CLASSES, DATA, FOLDERS, HERE, KINDS, items, kind, rows

ASKED = json.loads((HERE / 'texts/questions.json').read_text())
QUESTION_KINDS = ['modality', 'plane', 'organ', 'finding', 'abnormality', 'presence', 'other']
OF_VQA_RAD = {'MODALITY': 'modality', 'PLANE': 'plane', 'ORGAN': 'organ', 'PRES': 'presence', 'PRSE': 'presence', 'ABN': 'abnormality'}
ORGAN_OF_FOLDER = {'brain_tumor_mri': 'head', 'nih_cxr_subset': 'chest', 'covid_cxr_notes': 'chest', 'hannover_covid_cxr': 'chest', 'dr_fundus': 'eye',
                   'wbc_blood_smear': 'blood', 'bccd_blood_smear': 'blood', 'busi_ultrasound': 'breast'}
ORGAN_OF_LABEL = {'AbdomenCT': 'abdomen', 'BreastMRI': 'breast', 'CXR': 'chest', 'ChestCT': 'chest', 'Hand': 'hand', 'HeadCT': 'head'}
ORGAN_OF_LOCATION = {'Brain and Neuro': 'head', 'Chest, Pulmonary': 'chest', 'Gastrointestinal': 'abdomen', 'Genitourinary': 'abdomen', 'Abdomen': 'abdomen',
                     'Spine': 'spine', 'Breast and Mammography': 'breast'}


def normalised(answer):
    """As `caselens eval vqa` compares answers."""
    return re.sub('[^a-z0-9 ]', '', str(answer).lower()).strip()


def organ(folder, row):
    if folder == 'lc25000_histology':
        return 'lung' if 'lung' in row['label'] else 'colon'
    if folder == 'mednist_modalities':
        return ORGAN_OF_LABEL.get(row['label'])
    if folder == 'medpix2':
        return ORGAN_OF_LOCATION.get(row.get('location'))
    if folder == 'vqa_rad':
        return (row['anatomy'] or '').lower() or None
    return ORGAN_OF_FOLDER.get(folder)


def wording(texts, partition, rng):
    return texts[rng.integers(len(texts) - 1)] if partition == 'train' else texts[-1]


def manifest_questions(partition, rng, folders=FOLDERS):
    """One round of questions: each image is asked one open and two closed questions (one yes, one no) of every kind that its row answers, and one of
    a class of another kind of image, which cannot be answered (answer None)."""
    out = []
    manifests = {f: rows(f) for f in folders}
    pick = lambda values: values[rng.integers(len(values))]
    chosen = items(folders, partition)
    labelled = [f for f in folders if f in CLASSES and len(CLASSES[f]['classes']) > 1 and f != 'mednist_modalities']
    scanner = lambda k: 'ct or mri' if KINDS[k] in ('ct', 'mri') else KINDS[k]  # a brain CT can show a glioma too
    kind_of = {f: scanner(kind(manifests[f][0])) for f in labelled}
    # names that are asked in vain are as frequent as those asked rightly: the question alone must not give the answer away
    seen = dict(modality=[KINDS[i['kind']] for i in chosen if i['kind'] is not None], plane=[r['plane'] for r in (manifests[i['folder']][i['row']] for i in chosen) if r.get('plane')],
                organ=[organ(i['folder'], manifests[i['folder']][i['row']]) for i in chosen])
    for item in chosen:
        folder, row = item['folder'], manifests[item['folder']][item['row']]

        def ask(about, form, answer, name=None):
            text = wording(ASKED[about][form], partition, rng)
            out.append(dict(item=(folder, item['row']), group=item['group'], kind=about, closed=form == 'closed', question=text.format(name), answer=answer))

        def closed(about, names, true):
            ask(about, 'closed', 'yes', pick(names[true]))
            others = [n for n in names if n != true]
            drawn = [n for n in (pick(seen[about]) for _ in range(20)) if n in others] if about in seen else []
            ask(about, 'closed', 'no', pick(names[drawn[0] if drawn else pick(others)]))

        if item['kind'] is not None:
            true = KINDS[item['kind']]
            ask('modality', 'open', ASKED['modality']['answers'][true])
            closed('modality', ASKED['modality']['names'], true)
        if row.get('plane') in ASKED['plane']['names']:
            ask('plane', 'open', row['plane'].lower())
            closed('plane', ASKED['plane']['names'], row['plane'])
        part = organ(folder, row)
        if part in ASKED['organ']['names']:
            ask('organ', 'open', part)
            closed('organ', ASKED['organ']['names'], part)
        label, normal = item['label'], ASKED['abnormality']['normal'].get(folder)
        if folder in labelled and label:
            names = {n: texts for n, texts in CLASSES[folder]['classes'].items() if n != normal}
            if label != normal:
                ask('finding', 'open', names[label][0])
                closed('finding', names, label) if len(names) > 1 else ask('finding', 'closed', 'yes', pick(names[label]))
            else:
                ask('finding', 'closed', 'no', pick(names[pick(list(names))]))
            if normal:
                ask('abnormality', 'closed', 'yes' if label == normal else 'no')
        if item['kind'] is not None:
            other = pick([f for f in labelled if kind_of[f] != scanner(item['kind'])])
            ask('finding', 'closed', None, pick(pick(list(CLASSES[other]['classes'].values()))))
    return out


def vqa_rad_questions(partition):
    index = {row['file']: i for i, row in enumerate(rows('vqa_rad'))}
    group = {row['file']: row['group'] for row in rows('vqa_rad')}
    out = []
    for q in rows('vqa_rad', 'vqa.jsonl'):
        if q['partition'] == partition:
            kind = OF_VQA_RAD.get(q['question_type'].split(',')[0].strip(), 'other')
            closed = q['answer_type'].strip().upper() == 'CLOSED'
            out.append(dict(item=('vqa_rad', index[q['file']]), group=f"vqa_rad/{group[q['file']]}", kind=kind, closed=closed, question=q['question'].strip(), answer=normalised(q['answer'])))
    return out


def write_folder(out, partition):
    """A folder for `caselens eval vqa`: copies of a partition's images, their manifest rows, and the manifests' questions that can be answered."""
    (out / 'images').mkdir(parents=True, exist_ok=True)
    manifests, lines, seen = {f: rows(f) for f in FOLDERS}, [], {}
    for q in manifest_questions(partition, np.random.default_rng(1)):
        folder, index = q['item']
        row = manifests[folder][index]
        name = f"images/{folder}-{pathlib.Path(row['file']).name}"
        if name not in seen:
            shutil.copyfile(DATA / folder / row['file'], out / name)
            seen[name] = row | dict(file=name, group=q['group'])
        if q['answer'] is not None:
            lines.append(dict(file=name, question=q['question'], answer=q['answer'], answer_type='CLOSED' if q['closed'] else 'OPEN', question_type=q['kind'], partition=partition))
    (out / 'manifest.jsonl').write_text(''.join(json.dumps(row) + '\n' for row in seen.values()))
    (out / 'vqa.jsonl').write_text(''.join(json.dumps(line) + '\n' for line in lines))
    print(len(seen), 'images', len(lines), 'questions')


if __name__ == '__main__':
    write_folder(pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else 'test')
