"""Rows of the development data, what each image truly is, and the texts that it may be trained with.

Partition `train` fits, `calibration` chooses, `test` is reported once; a row's partition is its manifest's.
"""
import collections
import csv
import json
import os
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get('CASELENS_DATA', HERE / '../../../shared/data')).resolve()
WORK = pathlib.Path(os.environ.get('CASELENS_WORK', '/tmp/caselens-mini'))

FOLDERS = ['medpix2', 'vqa_rad', 'covid_cxr_notes', 'hannover_covid_cxr', 'nih_cxr_subset', 'brain_tumor_mri', 'lc25000_histology',
           'dr_fundus', 'wbc_blood_smear', 'bccd_blood_smear', 'busi_ultrasound', 'mednist_modalities']
# --permissive: folders whose licence, as their manifests state it, lets weights be shared and sold
PERMISSIVE = ['vqa_rad', 'hannover_covid_cxr', 'brain_tumor_mri', 'bccd_blood_smear']
KINDS = ['xray', 'ct', 'mri', 'histology', 'fundus', 'blood smear', 'ultrasound']
KIND_OF = {'X-ray': 'xray', 'CT': 'ct', 'MRI': 'mri', 'Ultrasound': 'ultrasound', 'Histopathology (H&E)': 'histology',
           'Colour fundus photograph': 'fundus', 'Microscopy (blood smear)': 'blood smear'}
CLASSES = json.loads((HERE / 'texts/classes.json').read_text())
KIND_TEXTS = json.loads((HERE / 'texts/kinds.json').read_text())


def rows(folder, name='manifest.jsonl'):
    return [json.loads(line) for line in (DATA / folder / name).open()]


def kind(row):
    """Index in KINDS, or None where the manifest does not say (vqa_rad)."""
    name = KIND_OF.get(row.get('modality'))
    return None if name is None else KINDS.index(name)


def label(folder, row):
    """The row's class in CLASSES, or None. Maculopathy is no class: grades are."""
    value = row.get('label') or ''
    if folder == 'dr_fundus':
        value = value.replace(' without maculopathy', '').replace(' with maculopathy', '')
    return value if value in CLASSES.get(folder, {}).get('classes', {}) else None


def phrases(noun, name):
    return [f'{noun} showing {name}', f'{noun} of {name}', name] if noun else [name]


def class_texts(folder, name):
    entry = CLASSES[folder]
    return [text for each in entry['classes'][name] for text in phrases(entry['noun'], each)]


def caption(row):
    """As the product's retrieval evaluation: longer than eight characters."""
    return row['caption'] if row.get('caption') and len(row['caption']) > 8 else None


def training_texts(folder, row, questions, report):
    """Groups of texts, from the most to the least particular; a training step draws a group, then a text of it."""
    own, named, general = [], [], []
    name = label(folder, row)
    if name:
        named += class_texts(folder, name)
    general += KIND_TEXTS.get(name if folder == 'mednist_modalities' else folder, [])
    if folder == 'medpix2':
        where = row.get('location') or row['anatomy']
        if caption(row):
            own.append(row['caption'][:400])
        if report and report.get('findings'):
            own.append(report['findings'][:400])
        named += [f"{row['modality']} showing {row['label']}", row['label']]
        general += [f"{row.get('plane') or ''} {row.get('modality_detail') or row['modality']} of the {where}".strip(),
                    f"{row['modality']} of the {where.lower()}", f"{row['modality']} image",
                    'CT scan' if row['modality'] == 'CT' else 'MRI scan']
    elif folder == 'vqa_rad':
        own += [f"{q['question']} {q['answer']}" for q in questions]
        general.append(f"radiology image of the {row['anatomy'].lower()}" if row['anatomy'] else 'radiology image')
    elif folder == 'covid_cxr_notes':
        if row['caption']:
            own.append(row['caption'][:400])
        if row['label'] and row['label'] != 'No Finding':
            named += phrases('chest X-ray', row['label'])
    elif folder == 'dr_fundus' and 'with mac' in row['label']:
        named.append('fundus photograph with diabetic maculopathy')
    return [group for group in (own, named, general) if group]


def report_pairs():
    """Findings and impression of the IU chest X-ray reports, which have no images: [(findings, impression)]."""
    with (DATA / 'text_iu_xray_reports/indiana_reports.csv').open() as file:
        return [(r['findings'][:400], r['impression'][:400]) for r in csv.DictReader(file) if len(r['findings']) > 8 and len(r['impression']) > 8]


def items(folders=FOLDERS, partition='train'):
    """Images of a partition with their texts: dicts of folder, row (index), group, label, kind, texts."""
    reports = {r['case']: r for r in rows('medpix2', 'reports.jsonl')}
    questions = collections.defaultdict(list)
    for q in rows('vqa_rad', 'vqa.jsonl'):
        questions[q['file']].append(q)
    found = []
    for folder in folders:
        for index, row in enumerate(rows(folder)):
            if row['partition'] == partition:
                texts = training_texts(folder, row, questions[row['file']] if folder == 'vqa_rad' else [], reports.get(row.get('patient')))
                found.append(dict(folder=folder, row=index, group=f"{folder}/{row['group']}", label=label(folder, row), kind=kind(row), texts=texts))
    return found
