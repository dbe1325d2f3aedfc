"""Figures of an evaluation.json (evaluate.mjs) in words."""
import json
import pathlib
import re

ASKED_OF = dict(recallAt='images', meanRank='images', textToImage='captions')  # of `candidates`; n itself counts rows


def read(path):
    """An evaluation, or None where the file is missing or of the format of mini-v0."""
    path = pathlib.Path(path)
    found = json.loads(path.read_text()) if path.exists() else {}
    return found if 'figures' in found else None


def figure(evaluation, of, metric):
    """dict of value, low, high, n; None where it was not measured. @param metric of the evaluation's metrics, or of another part: "gain.closedAccuracy"."""
    result = evaluation['figures'].get(of) if evaluation else None
    part, _, metric = metric.rpartition('.')
    found = result[part or 'metrics'] if result else {}
    if metric not in found:
        return None
    asked = next((result['candidates'][key] for start, key in ASKED_OF.items() if metric.startswith(start)), None)
    form = {'closed': 'closed', 'open': 'open'}.get(re.match('[a-z]+', metric)[0])
    return found[metric] | dict(n=asked or (result[form]['n'] if form else result['n']))


def localisation(evaluation):
    """How heat maps fared, as card.json has it: figures as everywhere in the card, tests, and the kinds of image on which maps may be called explanations."""
    found = evaluation['figures'].get('localisation') if evaluation else None
    if found is None:
        return {}
    metrics = lambda part: {name: dict(value=f['value'], interval=[f['low'], f['high']]) for name, f in part['metrics'].items()}
    kinds = [dict(kind=k['kind'], n=k['n'], tests=k['tests'], metrics=metrics(k)) for k in found['kinds']]
    return dict(localisation=dict(protocol=found['protocol'], partition=found['partition'], n=found['n'], tests=found['tests'], metrics=metrics(found), kinds=kinds, explains=found['explains']))


def in_words(found):
    return '–' if found is None else f"{found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"


def filled(text, evaluation):
    """Replaces `{evaluation | metric}` by the figure with its interval."""
    return re.sub(r'\{([^{}|]+) \| ([\w.]+)\}', lambda m: in_words(figure(evaluation, m[1], m[2])).replace('–', '(not measured)'), text)
