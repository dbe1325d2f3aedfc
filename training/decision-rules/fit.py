"""Fits the decision rules and measures them once on partition test. Usage: fit.py WORK [--write]

WORK/figures.json has every figure, WORK/decisions.json what check.mjs compares with the product. With --write rules.json,
familiar-clusters.i8 and name-kinds.vectors.i8 of models/mini are replaced."""
import os
os.environ.setdefault('OMP_NUM_THREADS', '1')
import hashlib
import json
import re
import sys
import numpy as np
import answers
import calibration
import familiarity
import name_fit
import nothing_similar
from data import HERE, MODEL, PARTS_OF, Data, int8_rows
from name_kinds import SETTINGS, NameKinds

SOURCE = ('training/decision-rules: chosen on partition calibration of the development data; testRight is how often such statements '
          'were right on testN images of partition test; docs/decision-rules.md has the tables')


def set_rules(data, prompts, figures):
    """A prompt set's statements as rules.json has them, and their figures on the way."""
    top, classes = None, {}
    for kind, name, threshold, measured in answers.statements(data, prompts):
        figures[f'{kind} {name}' if name else kind] = {'threshold': threshold} | measured
        seen = dict(testRight=measured['right']['value'], testN=measured['right']['n'], testOfAny=measured['ofAny'])
        if kind == 'top':
            top = None if threshold is None else dict(shareAtLeast=threshold) | seen
        else:
            at = None if threshold is None else dict(shareAtLeast=threshold) if kind == 'yes' else dict(shareAtMost=round(1 - threshold, 2))
            classes.setdefault(name, {})[kind] = at and at | seen
    return dict(top=top, classes=classes)


def decisions(data, calibrated):
    """What these steps decide, for check.mjs: by name set, by image (null: nothing is said), and by (image, name set)."""
    rule, sets = NameKinds(data.lexicon, data.text), data.names['sets']
    said = [rule(names['names'], **SETTINGS) for names in sets]
    random, test = np.random.default_rng(0), data.where('test')
    pairs = [(int(random.choice(test)), int(random.integers(len(sets)))) for _ in range(2000)]
    library, queries = nothing_similar.libraries(data)['whole'], data.where('test', data.kind != '')
    nothing = nothing_similar.nothing(data, queries, library, nothing_similar.CHOSEN['imageCosineAtLeast'])
    pick = lambda words, shown: [str(word) if show else None for word, show in zip(words, shown)]
    return dict(kindsOfSets=[None if kinds is None else sorted(kinds) for kinds in said],
                fits=[(i, n, bool(name_fit.fits(data, [i], said[n])[0])) for i, n in pairs], familiar=data.familiar.tolist(),
                kindSaid=pick(data.top, data.kind_said), partSaid=pick(data.part_top, data.part_said),
                library=library.tolist(), nothing=list(zip(queries.tolist(), nothing.tolist())),
                probabilities=list(calibration.examples(data, calibrated)))


def main(work, write):
    data = Data(work)
    clusters, at_least = familiarity.fit(data)
    kind_share = answers.fit_kind(data)
    part_names, weights, part_share = answers.fit_parts(data)
    statements, unions, others, sets = {}, {}, {}, {}
    concepts = json.loads((HERE.parents[1] / 'prompts' / 'chat' / 'question-terms.json').read_text())['concepts']
    for name in (name for name in answers.FOLDER_OF_SET if name in data.of_set):  # sets of a kind that the gate knows
        prompts = data.of_set[name]
        sets[name] = set_rules(data, prompts, statements.setdefault(name, {}))
        unions |= answers.unions(data, prompts, concepts, sets[name])
        others[name] = dict(answers.other_sources(data, prompts, sets[name]))
    calibrated = calibration.fit(data)
    figures = dict(
        familiarity=familiarity.test(data, at_least), nameKindsSweep=name_fit.sweep(data), nameFit=name_fit.test(data),
        nothingSimilar=nothing_similar.test(data), kind=answers.test_kind(data), parts=answers.test_parts(data),
        statements=statements, unions=unions, otherSources=others, calibration=calibrated)
    (data.work / 'figures.json').write_text(json.dumps(figures, indent=1))
    (data.work / 'decisions.json').write_text(json.dumps(decisions(data, calibrated)))

    folder = MODEL if write else data.work
    clusters.tofile(folder / 'familiar-clusters.i8')
    int8_rows(np.stack([data.text[term['term']] for term in data.lexicon['terms']])).tofile(folder / 'name-kinds.vectors.i8')
    files = {'name-kinds.json': MODEL, 'name-kinds.vectors.i8': folder, 'familiar-clusters.i8': folder}
    rules = dict(
        encoder=data.encoder['id'], source=SOURCE,
        familiarity=dict(file='familiar-clusters.i8', clusters=len(clusters), dimensions=clusters.shape[1], atLeast=at_least),
        nameKinds=dict(file='name-kinds.json', vectors='name-kinds.vectors.i8') | SETTINGS | dict(imageKindAtLeast=name_fit.IMAGE_KIND),
        likeness=nothing_similar.CHOSEN,
        answers=dict(
            kindShareAtLeast=kind_share,
            organs=dict(shareAtLeast=part_share, kinds=[kind for kind in data.kinds if kind in PARTS_OF], names=part_names, weights=weights),
            sets=sets, sentenceAtLeast=.4),  # the last by eye: no data says which quoted sentence fits a question
        calibrations=calibration.rules(calibrated),
        files={name: dict(sha256=hashlib.sha256((where / name).read_bytes()).hexdigest()) for name, where in files.items()})
    one_line = lambda found: '[' + re.sub(r'\s+', ' ', found.group(1)) + ']'
    text = re.sub(r'\[\s+((?:-?[\d.e-]+,\s+)+-?[\d.e-]+)\s+\]', one_line, json.dumps(rules, indent=2))
    (folder / 'rules.json').write_text(text + '\n')
    calibration.table(calibrated)


main(sys.argv[1], '--write' in sys.argv)
