"""The work folder of embed.mjs as arrays, what each image truly is, and intervals.

Partition train fits, calibration chooses, test is only reported. An image's group (patient, case, tile, near-duplicates, else
the image itself) never stands in two partitions and is the unit of the bootstrap."""
import json
from pathlib import Path
import numpy as np

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / 'models' / 'mini'
KIND_OF_FOLDER = {
    'bccd_blood_smear': 'blood smear', 'wbc_blood_smear': 'blood smear', 'brain_tumor_mri': 'mri', 'covid_cxr_notes': 'xray',
    'hannover_covid_cxr': 'xray', 'nih_cxr_subset': 'xray', 'dr_fundus': 'fundus', 'lc25000_histology': 'histology',
    'busi_ultrasound': 'ultrasound'}
KIND_OF_MODALITY = {'CT': 'ct', 'MRI': 'mri', 'X-ray': 'xray'}  # medpix2, mednist_modalities
RADIOLOGY = ['xray', 'ct', 'mri']
PARTS_OF = [*RADIOLOGY, 'ultrasound']  # kinds of which the images may be of several parts of the body
MEDNIST_PARTS = {'AbdomenCT': 'abdomen', 'BreastMRI': 'breast', 'CXR': 'chest', 'ChestCT': 'chest', 'Hand': 'hand', 'HeadCT': 'head'}
MEDPIX_PARTS = {'Head': 'head', 'Thorax': 'chest', 'Abdomen': 'abdomen', 'Reproductive and Urinary System': 'abdomen'}


def source_kind(row):
    """Kind of image by its source; '' where the source does not say (vqa_rad, samples)."""
    folder = row['folder']
    if folder in ('medpix2', 'mednist_modalities'):
        return KIND_OF_MODALITY[row['modality']]
    return KIND_OF_FOLDER.get(folder, '')


def true_part(row):
    """Part of the body by the source's own words; '' where it names none of the probe's."""
    folder, location = row['folder'], row['location'] or ''
    if folder in ('brain_tumor_mri', 'busi_ultrasound'):
        return 'head' if folder == 'brain_tumor_mri' else 'breast'
    if folder in ('nih_cxr_subset', 'covid_cxr_notes', 'hannover_covid_cxr'):
        return 'chest'
    if folder == 'mednist_modalities':
        return MEDNIST_PARTS[row['label']]
    if folder == 'vqa_rad':
        return {'Chest': 'chest', 'Head': 'head', 'Abdomen': 'abdomen'}.get(row['anatomy'], '')
    if folder != 'medpix2':
        return ''
    return 'breast' if 'Breast' in location else MEDPIX_PARTS.get(row['anatomy'], 'spine or limb')


class Data:
    """Arrays over the n images, in the order of rows.json.

    image [n, D] unit vectors; features [n, F], L2-normalised here; shares [n, K] gate softmax; top [n] the gate's kind.
    kind [n]: what it truly is, '' where that is not known or none of the encoder's; known [n]: its folder was trained on."""

    def __init__(self, work):
        self.work = Path(work)
        read = lambda name: json.loads((self.work / name).read_text())
        self.encoder, self.rows, self.texts = read('encoder.json'), read('rows.json'), read('texts.json')
        self.kinds, width = self.encoder['kinds'], self.encoder['dimensions']
        self.image = self.floats('image.f32', width)
        features = self.floats('features.f32', -1)
        self.features = features / np.linalg.norm(features, axis=1, keepdims=True)
        self.shares = self.floats('shares.f32', len(self.kinds))
        self.top = np.array(self.kinds)[self.shares.argmax(1)]
        self.folder, self.partition = (np.array([row[k] for row in self.rows]) for k in ('folder', 'partition'))
        self.source_kind, self.part = (np.array([f(row) for row in self.rows]) for f in (source_kind, true_part))
        self.kind = np.where(np.isin(self.source_kind, self.kinds), self.source_kind, '')
        self.group = np.array([f"{row['folder']}/{row['group']}" for row in self.rows])
        self.known = np.isin(self.folder, self.encoder['trainedOn'])
        self.text = dict(zip(self.texts, self.floats('text.f32', width)))
        self.lexicon = json.loads((MODEL / 'name-kinds.json').read_text())
        self.names = json.loads((HERE / 'name-sets.json').read_text())
        self.sets = read('sets.json')
        self.of_set = {each['id']: each for each in self.sets}
        rows_of_sets = iter(self.floats('prototypes.f32', width))
        self.prototypes = {s['id']: np.stack([next(rows_of_sets) for _ in s['classes']]) for s in self.sets}

    def floats(self, name, width):
        """float32 rows of a file, one an image, or of a width."""
        values = np.fromfile(self.work / name, np.float32)
        return values.reshape(len(self.rows), -1) if width < 0 else values.reshape(-1, width)

    def where(self, partition, *conditions):
        """Indices of a partition's images for which every condition (bool [n]) holds."""
        return np.flatnonzero(np.logical_and.reduce([self.partition == partition, *conditions]))


def plain(name):
    """A name as the product compares it."""
    return ' '.join(name.lower().split())


def int8_rows(rows):
    """int8, each row scaled to 127: only directions matter, as src/encoders/decision-rules.ts reads them."""
    return np.round(rows / np.abs(rows).max(1, keepdims=True) * 127).astype(np.int8)


def unit_rows(rows):
    rows = rows.astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def rate(hits, groups, resamples=1000):
    """Mean of hits (bool [m]) with its 95 % interval: percentiles over resampled groups, seed 0."""
    hits = np.asarray(hits, float)
    if len(hits) == 0:
        return dict(value=None, interval=None, n=0)
    _, member = np.unique(groups, return_inverse=True)
    total, size = np.bincount(member, hits), np.bincount(member)
    picks = np.random.default_rng(0).integers(0, len(size), (resamples, len(size)))
    means = total[picks].sum(1) / size[picks].sum(1)
    return dict(value=round(hits.mean(), 3), interval=[round(x, 3) for x in np.percentile(means, [2.5, 97.5])], n=len(hits))


def auroc(positive, negative):
    """Chance that a positive score is greater than a negative one; ties count half."""
    order = np.sort(negative)
    return float((np.searchsorted(order, positive) + np.searchsorted(order, positive, 'right')).mean() / 2 / len(order))
