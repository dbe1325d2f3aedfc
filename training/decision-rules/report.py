"""docs/decision-rules.md from WORK/figures.json and the words of report.md. Usage: report.py WORK > docs/decision-rules.md"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TITLES = {'lung-colon-histology': 'lung and colon', 'brain-mri-tumour': 'brain MRI', 'chest-xray-pneumonia': 'chest X-ray', 'diabetic-retinopathy': 'fundus',
          'white-blood-cells': 'white cells', 'breast-ultrasound': 'breast ultrasound'}


def rate(figure, digits=3):
    """value [low, high]; a dash where nothing was counted."""
    if not figure or not figure.get('n'):
        return '–'
    low, high = figure['interval']
    return f"{figure['value']:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def count(figure):
    return f"{figure['n']:,}" if figure and figure.get('n') else '0'


def table(head, rows):
    lines = [head, ['---'] * len(head), *rows]
    return '\n'.join('| ' + ' | '.join(str(cell) for cell in line) + ' |' for line in lines)


def familiarity(f):
    rows = [[title, rate(f[key]['test']), count(f[key]['test'])] for title, key in (('of the trained sources', 'known'), ('of folders of which nothing was trained on', 'foreign'))]
    rows += [[folder, rate(figure), count(figure)] for folder, figure in f['byFolder'].items()]
    return table(['images of partition test', 'unfamiliar', 'n'], rows)


def left_out(f):
    return table(['kind left out', 'AUROC against the others', 'called unfamiliar', 'n', 'others called so'],
                 [[kind, f"{each['auroc']:.3f}", rate(each['flagged']), count(each['flagged']), f"{each['knownFlagged']:.3f}"] for kind, each in f['leftOut'].items()])


def names(f):
    by_set = lambda figure: f"{rate(figure)}, by set [{figure['intervalBySet'][0]:.3f}, {figure['intervalBySet'][1]:.3f}]"
    rows = []
    for name in ('natural', 'third', 'fourth', 'fifth'):
        for title, cells in ((name, f[name]['all']), (f'{name}, each name alone', f[name]['singleNames'])):
            rows.append([title, by_set(cells['matched']), count(cells['matched']), by_set(cells['mismatched']), count(cells['mismatched'])])
    return table(['names', 'matched: abstains', 'n', 'mismatched: abstains', 'n'], rows)


def names_by_kind(f):
    def missed(kind):
        cells = [f"{name}: {round_} {value:.2f} ({n})" for round_ in ('natural', 'third', 'fourth') for name, (value, n) in f[round_]['mismatchedByKind'].get(kind, {}).items() if value < .995]
        return ' · '.join(cells) or '–'
    return table(['image', 'matched natural', 'third', 'fourth', 'mismatched names that do not always abstain'],
                 [[kind, *(rate(f[round_]['matchedByKind'][kind]) for round_ in ('natural', 'third', 'fourth')), missed(kind)] for kind in f['natural']['matchedByKind']])


def wrong_names(f):
    return '\n'.join(f'- {each}' for round_ in ('natural', 'third', 'fourth', 'fifth') for each in f[round_]['wrong'])


def nothing_similar(f):
    rows = [[title, rate(f['whole'][key]), rate(f['small'][key]), count(f['whole'][key])] for title, key in (
        ('their kind is in the library: "nothing similar" (wrong)', 'present'), ('their kind is left out of it: "nothing similar" (right)', 'absent'),
        ('radiology, no radiology in the library', 'radiologyWithoutRadiology'))]
    return table(['queries of partition test', f"{f['whole']['pairs']:,} pairs", f"{f['small']['pairs']:,} pairs", 'n'], rows)


def nothing_by_kind(f):
    return table(['kind of the query', *(f"{f[size]['pairs']:,} pairs, {where}" for size in ('whole', 'small') for where in ('kind present', 'left out'))],
                 [[kind, *(f'{value:.3f}' for size in ('whole', 'small') for value in f[size]['presentAbsentByKind'][kind])] for kind in f['whole']['presentAbsentByKind']])


def nothing_by_part(f):
    return table(['another part of the body only', '"nothing similar"', 'n'], [[name, rate(figure), count(figure)] for name, figure in f['parts'].items()])


def nothing_by_text(f):
    return table(['texts', '"nothing similar" as searched', 'by the best image alone', 'n'],
                 [[name, rate(row['cosinesMixed']), rate(row['imageRanking']), count(row['imageRanking'])] for name, row in f['text'].items() if name != 'libraryKinds'])


def said(figures):
    rows = []
    for folder in dict.fromkeys([*figures['kind'], *figures['parts']]):
        kind, part = figures['kind'].get(folder, {}), figures['parts'].get(folder, {})
        rows.append([folder, rate(kind.get('answered')), rate(kind.get('right')), count(kind.get('right')), rate(part.get('answered')), rate(part.get('right')), count(part.get('right'))])
    return table(['test images', 'kind said', 'right, of those', 'n said', 'part said', 'right, of those', 'n said'], rows)


def findings(statements):
    rows = []
    for name, each in statements.items():
        for what, figure in each.items():
            if figure['threshold'] is None:
                continue
            kind, _, of = what.partition(' ')
            says = {'top': 'the greatest class', 'yes': of, 'no': f'not: {of}'}[kind]
            at = f"≤ {1 - figure['threshold']:.2f}" if kind == 'no' else f"≥ {figure['threshold']:.2f}"
            rows.append([TITLES.get(name, name), says, at, f"{figure['calibration']['value']:.3f}", count(figure['calibration']), rate(figure['right']), count(figure['right']),
                         f"{figure['answered']:.2f}", f"{figure['everySaid']:.3f}"])
    return table(['set', 'said', 'share', 'right on calibration', 'n', 'right on test', 'n', 'answered', 'always'], rows)


def never_said(statements):
    return '; '.join(f"{TITLES.get(name, name)}: {', '.join(what for what, figure in each.items() if figure['threshold'] is None)}"
                     for name, each in statements.items() if any(figure['threshold'] is None for figure in each.values()))


def other_sources(sources):
    rows = [[TITLES.get(name, name), folder, each['asked'], ', '.join(f'{word} {n}' for word, n in each['said'].items()) or 'nothing'] for name, some in sources.items() for folder, each in some.items()]
    return table(['set', 'images of', 'asked', 'said'], rows)


def calibration(sets):
    shown = lambda each: '–' if each['value'] is None else f"{each['value']:.3f} [{', '.join('–' if x is None else f'{x:.3f}' for x in each['interval'])}]"
    pair = lambda images: ' + '.join(map(str, images))
    return table(['set', 'temperature', 'calibration images, own + none', 'test images', 'Brier', 'slope', 'intercept', 'AUROC of none: other kinds / own kind', 'probability'],
                 [[TITLES.get(name, name), f"{each['temperature']:.2f}", pair(each['calibrationImages']), pair(each['testImages']), shown(each['brier']), shown(each['slope']), shown(each['intercept']),
                   ' / '.join('–' if value is None else f'{value:.3f}' for value in each['noneAuroc'].values()), 'yes' if each['offered'] else 'no'] for name, each in sets.items()])


def main(work):
    figures = json.loads((pathlib.Path(work) / 'figures.json').read_text())
    parts = dict(familiarity=familiarity(figures['familiarity']), leftOut=left_out(figures['familiarity']), names=names(figures['nameFit']),
                 namesByKind=names_by_kind(figures['nameFit']), wrongNames=wrong_names(figures['nameFit']), nothingSimilar=nothing_similar(figures['nothingSimilar']),
                 nothingByKind=nothing_by_kind(figures['nothingSimilar']), nothingByPart=nothing_by_part(figures['nothingSimilar']),
                 nothingByText=nothing_by_text(figures['nothingSimilar']), said=said(figures), findings=findings(figures['statements']),
                 neverSaid=never_said(figures['statements']), otherSources=other_sources(figures['otherSources']), calibration=calibration(figures['calibration']))
    text = (HERE / 'report.md').read_text()
    for name, part in parts.items():
        assert f'{{{{{name}}}}}' in text, name
        text = text.replace(f'{{{{{name}}}}}', part)
    print(text, end='')


main(sys.argv[1])
