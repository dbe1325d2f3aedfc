"""models/mini/CARD.md: the model card for people, from card.json, evaluation.json, other measurements and the prose of texts/model-card.md.

  model_card.py [--model models/mini] [--before training/mini/evaluation-v0.json]

Read where they are: WORK/rules/shortcuts.json (training/decision-rules/shortcuts.py) and hold-out.json (hold_out.py).
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import figures
from data import HERE, WORK, rows
from card import read


HELD_OUT = '''Towers of the same recipe, of fewer epochs, were trained without a kind of image (far) or without a class (near; one of each of five sets in the same run), each time without a fifth of the cases of medpix2 too, the gate's distance and the likeness to clusters of the training features fitted on
what was left, and the test images of what had been left out were told from the other test images. AUROC: .5 is chance.

'''


def table(head, lines):
    cells = lambda row: '| ' + ' | '.join(str(c).replace('|', '\\|') for c in row) + ' |'
    return '\n'.join([cells(head), cells(['---'] * len(head)), *map(cells, lines)])


def rate(found, with_n=False):
    """{value, interval} or {value, low, high}, or a plain value, in words."""
    if isinstance(found, dict) and 'value' in found:
        low, high = found['interval'] if 'interval' in found else (found['low'], found['high'])
        return '–' if found['value'] is None else figures.in_words(dict(value=found['value'], low=low, high=high)) + (f", n {found['n']}" if with_n and 'n' in found else '')
    return f'{found:.3f}' if isinstance(found, float) else '–' if found is None else str(found)


def data(card):
    def line(trained):
        of = collections.Counter((r['source'], r['licence']) for r in rows(trained['folder']) if r['partition'] == 'train')
        sources, licences = (list(dict.fromkeys(pair[k] for pair, _ in of.most_common())) for k in (0, 1))
        counts = collections.Counter()
        for (_, licence), n in of.items():
            counts[licence] += n
        return [trained['folder'], trained['n'], '; '.join(sources), '; '.join(f'{l} ({counts[l]})' if len(licences) > 1 else l for l in licences)]
    return table(['folder', 'train images', 'source', 'licence as found'], map(line, card['trainedOn']))


def measured(card):
    return table(['what', 'figure', 'n'], [[name, rate(f), f['n']] for name, f in card['measured']['headline'].items()])


def concepts(card):
    lines = [[c['set'], c['name'], rate(c['auroc']), f"{c['recall']:.3f}", f"{c['n']['positive']} + {c['n']['negative']}"] for c in card['concepts']]
    return table(['set', 'class', 'AUROC', 'recall', 'n of it + of the others'], lines) if lines else 'Not measured.'


def localisation(card):
    found = card.get('localisation')
    if not found:
        return 'Not measured.'
    shown = ['rankCorrelationOtherKinds', 'rankCorrelationShuffledWords', 'deletionCosineOverRandom', 'deletionCosineOverBottom', 'deletionShareOverRandom', 'insertionCosineOverRandom']
    passed = lambda tests: ', '.join(name for name, key in (('text randomisation', 'textRandomisation'), ('deletion', 'deletion')) if tests[key]) or 'neither'
    line = lambda name, part: [name, part['n'], *(rate(part['metrics'][key]) for key in shown), passed(part['tests'])]
    lines = [line('all', found), *(line(k['kind'], k) for k in found['kinds'])]
    return table(['images', 'n', 'rank correlation, other kinds', 'shuffled words', 'deletion: cosine, over random cells', 'over the least cells', 'share, over random cells', 'insertion: cosine, over random cells', 'passed'], lines)


def questions(answers):
    triple = lambda f: figures.in_words(dict(value=f[0], low=f[1], high=f[2]))
    by_source = [[name, f['n'], triple(f['closed']), triple(f['alone']), triple(f['gain'])] for name, f in answers['calibration'].items() if 'closed' in f]
    lines = [[kind, rate(c['gain']), c['gain']['n'], '–' if c['shareAtLeast'] is None else f"≥ {c['shareAtLeast']:.2f}", rate(c['calibrationRight']), c['calibrationN']] for kind, c in answers['closed'].items()]
    silent = [k for k in answers['kinds'] if answers['closed'].get(k, {}).get('shareAtLeast') is None]
    shown = table(['kind of question (calibration)', 'right more often than the twin, by', 'n', 'speaks from share', 'right there', 'n there'], lines)
    sources = table(['questions of', 'n', 'right with the image', 'right without it', 'difference'], by_source)
    return (shown if lines else 'None.') + f"\n\nSilent on: {', '.join(silent) or 'none'}.\n\nAll closed questions of partition calibration, spoken of or not, by where they came from and the kind that the twin takes them for:\n\n{sources}"


def hold_out(found):
    if not found:
        return 'Not measured: no towers were trained without a kind of image or without a class yet.'
    lines = []
    for name, f in sorted(found.items(), key=lambda pair: not pair[1]['far']):
        for among, scores in (('all other test images', f), ('its own collection', f.get('withinItsFolders'))):
            if scores:
                lines.append([name, 'far' if f['far'] else 'near', f['epochs'], among, rate(scores['gateDistance']), rate(scores['familiarity']), ' + '.join(map(str, scores['gateDistance']['n']))])
    return HELD_OUT + table(['left out', '', 'epochs', 'told from', "gate's distance", 'likeness to clusters', 'n of it + of the others'], lines)


def shortcuts(found):
    """Every table of the file: a list of rows under its name, and notes in words."""
    if not found:
        return 'Not measured.'
    parts = []
    for name, value in found.items():
        if isinstance(value, str):
            parts.append(value)
            continue
        lines = value if isinstance(value, list) else [dict(what=k) | (v if isinstance(v, dict) and 'value' not in v else dict(figure=v)) for k, v in value.items()]
        head = list(dict.fromkeys(key for line in lines for key in line))
        parts.append(f'**{name}**\n\n' + table(head, [[rate(line.get(key), with_n=True) for key in head] for line in lines]))
    return '\n\n'.join(parts)


def comparison(before, model):
    if figures.read(before) is None or figures.read(model / 'evaluation.json') is None:
        return 'Not measured.', ''
    text = subprocess.run(['node', str(HERE / 'compare.mjs'), str(before), str(model / 'evaluation.json')], check=True, capture_output=True, text=True).stdout
    counted = collections.Counter(line.rsplit('|', 2)[1].strip() for line in text.splitlines()[2:])
    of = counted.total() - counted['not counted']
    return text.strip(), (f"Of {of} figures {counted['**above**']} are above with intervals apart and {counted['**below**']} below; {counted['above, intervals meet']} are above and "
                          f"{counted['below, intervals meet']} below with intervals that meet, which may be chance; {counted['level']} are level.")


def training(card):
    stages = [f"{stage}: {', '.join(f'{k} {v}' for k, v in options.items() if v != '' and v is not False and k not in ('name', 'out'))}" for stage, options in card.get('training', {}).items()]
    return f"Settings, {'; '.join(stages)}."


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--model', default=str(HERE.parents[1] / 'models/mini'))
    parser.add_argument('--before', default=str(HERE / 'evaluation-v0.json'))
    o = parser.parse_args()
    model, before = pathlib.Path(o.model), pathlib.Path(o.before)
    card, old = read(model / 'card.json'), figures.read(before)
    compared, below = comparison(before, model)
    words = {
        **{key: card[key] for key in ('id', 'dimensions', 'licence')}, 'encoder': f"{card['id']}@{card['revision']}", 'kinds': f"{len(card['gate']['classes'])} kinds ({', '.join(card['gate']['classes'])})",
        'sizePx': card['image']['sizePx'], 'finer': ', '.join(f"{f['kind']} again at {f['sizePx']} px" for f in card['image'].get('finer', [])), 'megabytes': round(sum(f['bytes'] for f in card['files'].values()) / 1e6),
        'images': f"{sum(t['n'] for t in card['trainedOn']):,}", 'folders': len(card['trainedOn']), 'data': data(card), 'figures': measured(card), 'concepts': concepts(card),
        'localisation': localisation(card), 'questions': questions(read(model / card['questions']['answers'])), 'holdOut': hold_out(read(HERE / 'hold-out.json')), 'shortcuts': shortcuts(read(WORK / 'rules/shortcuts.json')),
        'before': old['about']['encoder'] if old else 'mini-v0', 'below': below, 'comparison': compared, 'training': training(card), 'limits': '\n'.join(f'- {limit}' for limit in card['limits'])}
    (model / 'CARD.md').write_text(re.sub(r'\{\{(\w+)\}\}', lambda found: str(words[found[1]]), (HERE / 'texts/model-card.md').read_text()))


if __name__ == '__main__':
    main()
