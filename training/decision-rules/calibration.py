"""Probabilities of a prompt set's classes, with "none of these" among the outcomes: as src/zeroshot/probabilities.ts.

None: a logistic regression on the greatest cosine, the familiarity and the gate's share of the set's kinds. The rest is divided
by softmax(logitScale x cosine / temperature). Both are fitted on partition calibration. Half of the images are none of the set's:
of another kind, of another part of the body, or of a class that the set lacks; so a probability is a chance where one image in two
is none. A set is offered probabilities only where the interval of its calibration slope on partition test holds 1."""
import numpy as np
from sklearn.linear_model import LogisticRegression
from answers import FOLDER_OF_SET, softmax
from data import auroc

# Of "modality" nothing can be calibrated: there are hardly any images of a kind that it lacks.
FOLDERS = FOLDER_OF_SET | {'diabetic-retinopathy-grade': 'dr_fundus', 'body-part': 'mednist_modalities'}
NEAREST = 1e-6  # probabilities nearer to 0 or 1 are taken for this near, as in src/evaluation/metrics/calibration.ts
STEEPEST = 50  # a steeper slope is a fit that does not converge
RESAMPLES = 1000


def truths(data, prompts):
    """[n] class number; -1: none of the set's; -2: cannot be told, or not an image that probabilities are given for."""
    folder, organs = FOLDERS[prompts['id']], prompts.get('organs', [])
    own_kind = np.isin(data.source_kind, prompts['kinds'])
    none = (data.source_kind != '') & ~own_kind
    if organs:
        none |= own_kind & (data.part != '') & ~np.isin(data.part, organs)
    truth = np.where(none, -1, -2)
    classes = {label: i for i, each in enumerate(prompts['classes']) for label in each['labels']}
    for i in np.flatnonzero(data.folder == folder):
        truth[i] = classes.get(data.rows[i]['label'], -1 if data.rows[i]['label'] else -2)
    return np.where(data.familiar, truth, -2)


def chosen(data, prompts, truth, partition):
    """Every image with a class of the set, and as many that are none, spread evenly over folders and own or other kinds."""
    own, none = data.where(partition, truth >= 0), data.where(partition, truth == -1)
    random = np.random.default_rng(0)
    none = random.permutation(none)
    cells = np.array([f'{data.folder[i]}/{data.source_kind[i] in prompts["kinds"]}' for i in none])
    turn = np.zeros(len(none), int)
    for cell in np.unique(cells):
        turn[cells == cell] = np.arange((cells == cell).sum())
    return own, none[np.argsort(turn, kind='stable')[:len(own)]]


def evidence(data, prompts, images):
    """[image, 3]: greatest cosine, familiarity, the gate's share of the set's kinds."""
    columns = [data.kinds.index(kind) for kind in prompts['kinds']]
    cosines = data.image[images] @ data.prototypes[prompts['id']].T
    return np.c_[cosines.max(1), data.cosine[images], data.shares[images][:, columns].sum(1)]


def fit_none(x, none):
    mean, spread = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(C=1, max_iter=1000).fit((x - mean) / spread, none)
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    return dict(zip(('intercept', 'cosine', 'familiarity', 'kindShare'), (round(float(v), 4) for v in (intercept, *weights))))


def fit_temperature(data, prompts, images, truth):
    logits = data.encoder['logitScale'] * data.image[images] @ data.prototypes[prompts['id']].T
    grid = np.geomspace(.1, 10, 401)
    loss = [-np.log(np.maximum(softmax(logits / t)[np.arange(len(images)), truth[images]], 1e-12)).mean() for t in grid]
    return round(float(grid[np.argmin(loss)]), 4)


def probabilities(data, prompts, fitted, images):
    """[image, class + 1]: the classes, then none."""
    none, x = fitted['none'], evidence(data, prompts, images)
    chance = 1 / (1 + np.exp(-(none['intercept'] + x @ [none['cosine'], none['familiarity'], none['kindShare']])))
    shares = softmax(data.encoder['logitScale'] * data.image[images] @ data.prototypes[prompts['id']].T / fitted['temperature'])
    return np.c_[shares * (1 - chance[:, None]), chance]


def cox(logits, came, weights):
    """Intercept and slope of the logistic regression of what came on its logit, all outcomes together; NaN where they are separated."""
    a, b = 0., 1.
    for _ in range(50):
        p = 1 / (1 + np.exp(-(a + b * logits)))
        rest, spread = weights * (came - p), weights * p * (1 - p)
        haa, hab, hbb = spread.sum(), (spread * logits).sum(), (spread * logits ** 2).sum()
        ga, gb, determinant = rest.sum(), (rest * logits).sum(), haa * hbb - hab * hab
        da, db = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant) if determinant > 0 else (np.nan, np.nan)
        if not np.isfinite(da + db) or abs(b + db) > STEEPEST:
            return np.nan, np.nan
        a, b = a + da, b + db
        if abs(da) + abs(db) < 1e-9:
            return a, b
    return np.nan, np.nan


def measured(forecast, outcome, groups):
    """Brier score, slope and intercept with 95 % intervals by group; a value that cannot be had counts as infinite."""
    came = np.eye(forecast.shape[1])[outcome]
    p = np.clip(forecast, NEAREST, 1 - NEAREST)
    logits, squares = np.log(p / (1 - p)), ((forecast - came) ** 2).sum(1)
    names, member = np.unique(groups, return_inverse=True)
    random = np.random.default_rng(0)
    def at(weights):
        each = np.repeat(weights, forecast.shape[1]).astype(float)
        return (weights @ squares / weights.sum(), *cox(logits.ravel(), came.ravel(), each)[::-1])
    plain = at(np.ones(len(forecast)))
    draws = np.array([at(np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))[member]) for _ in range(RESAMPLES)])
    draws[np.isnan(draws)] = np.inf
    bounds = np.percentile(draws, [2.5, 97.5], axis=0, method='nearest')
    number = lambda value: round(float(value), 3) if np.isfinite(value) else None
    return {name: dict(value=number(plain[i]), interval=[number(low) for low in bounds[:, i]]) for i, name in enumerate(('brier', 'slope', 'intercept'))}


def fit_set(data, prompts):
    truth = truths(data, prompts)
    (own, none), (own_test, none_test) = (chosen(data, prompts, truth, p) for p in ('calibration', 'test'))
    both = np.concatenate([own, none])
    fitted = dict(promptsSha256=prompts['promptsSha256'], kinds=prompts['kinds'], temperature=fit_temperature(data, prompts, own, truth),
                  none=fit_none(evidence(data, prompts, both), truth[both] == -1))
    test = np.concatenate([own_test, none_test])
    outcome = np.where(truth[test] < 0, len(prompts['classes']), truth[test])
    forecast = probabilities(data, prompts, fitted, test)
    figures = measured(forecast, outcome, data.group[test])
    same_kind = np.isin(data.source_kind[none_test], prompts['kinds'])
    chance = probabilities(data, prompts, fitted, none_test)[:, -1]
    own_chance = forecast[:len(own_test), -1]
    low, high = figures['slope']['interval']
    return fitted | figures | dict(
        n=len(test), calibrationImages=[len(own), len(none)], testImages=[len(own_test), len(none_test)],
        noneAuroc={name: round(auroc(chance[some], own_chance), 3) if some.any() else None for name, some in (('other kinds', ~same_kind), ('own kind', same_kind))},
        offered=figures['slope']['value'] is not None and low is not None and high is not None and low <= 1 <= high)


def fit(data):
    """By prompt set: what was fitted, how it did on test, and whether probabilities are offered."""
    return {name: fit_set(data, data.of_set[name]) for name in FOLDERS if name in data.of_set}


def rules(calibrated):
    """As rules.json has them: the sets that are offered probabilities."""
    keep = lambda each: {key: each[key] for key in ('promptsSha256', 'kinds', 'temperature', 'none', 'n')} | dict(brier=each['brier']['value'], slope=each['slope'])
    return {name: keep(each) for name, each in calibrated.items() if each['offered']}


def examples(data, calibrated, count=100):
    """(image, set, probabilities) of test images for check.mjs."""
    random = np.random.default_rng(1)
    for name in rules(calibrated):
        prompts = data.of_set[name]
        images = random.choice(data.where('test'), count, replace=False)
        for image, chances in zip(images, probabilities(data, prompts, calibrated[name], images)):
            yield int(image), dict(id=name, kinds=prompts['kinds']), [round(float(chance), 6) for chance in chances]


def table(calibrated):
    show = lambda each: '–' if each['value'] is None else f"{each['value']:.3f} [{', '.join('–' if x is None else f'{x:.3f}' for x in each['interval'])}]"
    print('| set | temperature | images of calibration / test, own + none | Brier | slope | intercept | AUROC of none: other kinds / own kind | probability |\n| --- | --- | --- | --- | --- | --- | --- | --- |')
    for name, each in calibrated.items():
        images = ' / '.join(' + '.join(map(str, each[key])) for key in ('calibrationImages', 'testImages'))
        none = ' / '.join('–' if value is None else f'{value:.3f}' for value in each['noneAuroc'].values())
        print(f"| {name} | {each['temperature']:.2f} | {images} | {show(each['brier'])} | {show(each['slope'])} | {show(each['intercept'])} | {none} | {'yes' if each['offered'] else 'no: left uncalibrated'} |")
