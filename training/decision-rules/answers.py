"""When is an answer about the scan said aloud? Thresholds: the loosest with which calibration was right often enough.

Every rate is over the images that the product asks it of: familiar, of a kind said aloud and, where a prompt set names parts of
the body, of one of those."""
import numpy as np
from sklearn.linear_model import LogisticRegression
from data import PARTS_OF, rate

KIND_RIGHT, PART_RIGHT, RIGHT = .98, .95, .90  # on calibration
PARTS_FROM = ['medpix2']  # the one folder in which the probe is not always right, so it alone chooses the threshold
FOLDER_OF_SET = {'lung-colon-histology': 'lc25000_histology', 'brain-mri-tumour': 'brain_tumor_mri', 'chest-xray-pneumonia': 'nih_cxr_subset',
                 'diabetic-retinopathy': 'dr_fundus', 'white-blood-cells': 'wbc_blood_smear', 'breast-ultrasound': 'busi_ultrasound'}
# Of these sets only the presence of one finding is ever said: to deny it wrongly is the worse mistake, and calibration is small.
NEVER_DENIED = {'chest-xray-pneumonia': 'pneumonia', 'diabetic-retinopathy': 'diabetic retinopathy', 'breast-ultrasound': 'breast cancer'}
LEAST_IMAGES = {'top': 10, 'yes': 8, 'no': 8}  # of calibration at or past a threshold


def softmax(logits):
    exponentials = np.exp(logits - logits.max(1, keepdims=True))
    return exponentials / exponentials.sum(1, keepdims=True)


def loosest(grid, scores, right, least, of):
    """The first threshold of the grid with which at least `of` of the images at or past it are right; None where there is none."""
    for at in grid:
        past = scores >= at
        if past.sum() >= least and right[past].mean() >= of:
            return round(float(at), 2)
    return None


def fit_kind(data):
    at = data.where('calibration', data.kind != '', data.familiar)
    threshold = loosest(np.arange(.5, .96, .1), data.shares[at].max(1), data.top[at] == data.kind[at], 1, KIND_RIGHT)
    data.kind_said = data.familiar & (data.shares.max(1) >= threshold)
    return threshold


def test_kind(data):
    result = {}
    for name, some in [('all', data.kind != '')] + [(f, (data.folder == f) & (data.kind != '')) for f in np.unique(data.folder[data.kind != ''])]:
        at = data.where('test', some)
        said = at[data.kind_said[at]]
        result[name] = dict(answered=rate(data.kind_said[at], data.group[at]), right=rate(data.top[said] == data.kind[said], data.group[said]))
    for folder in ('medicat_sample', 'vqa_rad'):  # of no stated kind
        at = data.where('test', data.folder == folder)
        result.setdefault(folder, dict(answered=rate(data.kind_said[at], data.group[at])))
    return result


def fit_parts(data):
    """Multinomial logistic regression on the image vectors of train, C of 1; folders and parts count by the root of their size.

    Gives names, weights [part, 385] (the intercept last) and the threshold. Sets data.part_shares and data.part_said."""
    train = data.where('train', data.part != '', data.known)
    cells, member = np.unique([f'{f}/{p}' for f, p in zip(data.folder[train], data.part[train])], return_inverse=True)
    size = np.sqrt(np.bincount(member, minlength=len(cells)))[member]
    probe = LogisticRegression(C=1, max_iter=300).fit(data.image[train], data.part[train], sample_weight=(1 / size) / np.mean(1 / size))
    weights = np.round(np.c_[probe.coef_, probe.intercept_], 4)
    shares = softmax(data.image @ weights[:, :-1].T + weights[:, -1])
    asked = data.kind_said & np.isin(data.top, PARTS_OF)
    data.part_top = np.where(asked, probe.classes_[shares.argmax(1)], '')
    at = data.where('calibration', data.part != '', asked, np.isin(data.folder, PARTS_FROM))
    threshold = loosest((.5, .6, .7, .8, .85, .9, .95), shares[at].max(1), data.part_top[at] == data.part[at], 1, PART_RIGHT)
    data.part_said = asked & (shares.max(1) >= threshold)
    return list(probe.classes_), weights.tolist(), threshold


def test_parts(data):
    result = {}
    for folder in ['all', 'medpix2', 'vqa_rad', 'brain_tumor_mri', 'mednist_modalities', 'nih_cxr_subset', 'covid_cxr_notes', 'hannover_covid_cxr', 'busi_ultrasound']:
        at = data.where('test', data.part != '', data.known, (data.folder == folder) | (folder == 'all'))
        said = at[data.part_said[at]]
        result[folder] = dict(answered=rate(data.part_said[at], data.group[at]), right=rate(data.part_top[said] == data.part[said], data.group[said]))
    return result


def routed(data, prompts, folder, partition):
    """Images that the product asks a set of, with the true class number (-1: none of the set's)."""
    fits = data.kind_said & np.isin(data.top, prompts['kinds'])
    if 'organs' in prompts:
        fits &= data.part_said & np.isin(data.part_top, prompts['organs'])
    at = data.where(partition, fits, data.folder == folder)
    classes = {label: i for i, each in enumerate(prompts['classes']) for label in each['labels']}
    truth = np.array([classes.get(data.rows[i]['label'], -1) for i in at])
    return at[truth >= 0], truth[truth >= 0]


def shares_of(data, prompts, images):
    return softmax(data.encoder['logitScale'] * data.image[images] @ data.prototypes[prompts['id']].T)


def statements(data, prompts):
    """Yields (kind of statement, class, threshold, figures) for the greatest class and for each class affirmed or denied."""
    folder = FOLDER_OF_SET[prompts['id']]
    (cal, cal_truth), (at, truth) = (routed(data, prompts, folder, p) for p in ('calibration', 'test'))
    cal_shares, shares = shares_of(data, prompts, cal), shares_of(data, prompts, at)
    one = NEVER_DENIED.get(prompts['id'])

    def statement(kind, grid, score, right, of_any, allowed=True):
        chosen = loosest(grid, score(cal_shares), right(cal_shares, cal_truth), LEAST_IMAGES[kind], RIGHT) if allowed else None
        said = score(shares) >= (np.inf if chosen is None else chosen)
        hits = right(shares, truth)
        cal_said = score(cal_shares) >= (np.inf if chosen is None else chosen)
        return chosen, dict(right=rate(hits[said], data.group[at][said]), answered=round(float(said.mean()), 2), asked=len(at),
                            calibration=rate(right(cal_shares, cal_truth)[cal_said], data.group[cal][cal_said]), everySaid=round(float(hits.mean()), 3), ofAny=of_any)
    commonest = round(float(np.bincount(truth).max() / len(truth)), 3)
    yield 'top', None, *statement('top', np.arange(.3, .995, .01), lambda s: s.max(1), lambda s, t: s.argmax(1) == t, commonest, one is None)
    for i, each in enumerate(prompts['classes']):
        name, yes = each['name'], np.arange(.5, .995, .01)
        having = round(float((truth == i).mean()), 3)
        yield 'yes', name, *statement('yes', yes, lambda s: s[:, i], lambda s, t: t == i, having, one in (None, name))
        yield 'no', name, *statement('no', yes, lambda s: 1 - s[:, i], lambda s, t: t != i, round(1 - having, 3), one is None or name != one)


def unions(data, prompts, concepts, rules):
    """What the product says of several classes together: yes from the greatest class's threshold, but never under .5; no at its
    complement. Figures beside those of the greatest class, which it quotes."""
    at, truth = routed(data, prompts, FOLDER_OF_SET[prompts['id']], 'test')
    names, share = [each['name'] for each in prompts['classes']], shares_of(data, prompts, at)
    for concept in concepts:
        if concept['set'] == prompts['id'] and 1 < len(concept['classes']) < len(names) - 1:
            some = [names.index(name) for name in concept['classes']]
            if rules['top'] is None:  # then nothing is said of several classes together either
                continue
            least = max(.5, rules['top']['shareAtLeast'])
            total, positive = share[:, some].sum(1), np.isin(truth, some)
            yes, no = total >= least, total <= 1 - least
            yield ' + '.join(concept['classes']), dict(yes=rate(positive[yes], data.group[at][yes]), no=rate(~positive[no], data.group[at][no]))


def other_sources(data, prompts, rules):
    """How often a set is asked of test images of other folders than the one that it was measured on, and what is then said."""
    names = np.array([each['name'] for each in prompts['classes']])
    name = NEVER_DENIED.get(prompts['id'])
    rule = rules['classes'][name]['yes'] if name else rules['top']
    least = np.inf if rule is None else rule['shareAtLeast']
    fits = data.kind_said & np.isin(data.top, prompts['kinds']) & (('organs' not in prompts) | (data.part_said & np.isin(data.part_top, prompts.get('organs', []))))
    for folder in np.unique(data.folder[fits & data.known]):
        at = data.where('test', fits, data.folder == folder)
        if folder == FOLDER_OF_SET[prompts['id']] or len(at) == 0:
            continue
        share = shares_of(data, prompts, at)
        said = share[:, names == name][:, 0] >= least if name else share.max(1) >= least
        words = names[share.argmax(1)][said] if not name else np.full(said.sum(), name)
        yield folder, dict(asked=len(at), said={str(word): int((words == word).sum()) for word in np.unique(words)},
                           labels=sorted({f"{data.rows[i]['label']} -> {word}" for i, word in zip(at[said], words)}))
