"""Answers to questions from the patches of an image, and from the question alone -> vqa_head.onnx, vqa_question_only.onnx, vqa_answers.json, WORK/<name>-question-head.pt.

  question_head.py [--name towers] [--epochs 2] [--out WORK/model]

The question attends over the patch vectors (multi-head attention, Vaswani et al. 2017); what it finds, the features of the whole image and the question
itself add to the answer that a frozen twin gives, which sees the question alone. A logit beside the answers says whether the question can be answered from such an image at all; it is trained on
questions of the classes of another kind of image. What the twin gets right was no reading of the image. The head speaks
only for the kinds of question (the twin says which kind a question is) for which its closed answers beat the twin's on partition calibration, with
the whole interval above 0.
"""
import argparse
import json
import re
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from data import WORK
from export import write
from measure import auroc
from questions import QUESTION_KINDS, manifest_questions, normalised, vqa_rad_questions
from sentences import Texts
from towers import DIMENSIONS, FEATURES, seeded, use_cores

WIDTH, HEADS, ROUNDS, BATCH, SEEDS, LEAST_ASKED = 256, 4, 2, 256, 1, 3
ANSWERABLE, RIGHT = .8, .9


class QuestionOnly(nn.Module):
    """sentence_embeds [B, 384] of questions -> answer_logits [B, A], kind_logits [B, K]"""

    def __init__(self, answers):
        super().__init__()
        self.inner, self.answer, self.kind, self.dropout = nn.Linear(DIMENSIONS, WIDTH), nn.Linear(WIDTH, answers), nn.Linear(WIDTH, len(QUESTION_KINDS)), nn.Dropout(.3)

    def forward(self, sentences):
        x = self.dropout(F.gelu(self.inner(sentences * DIMENSIONS ** .5)))
        return self.answer(x), self.kind(x)


class QuestionHead(nn.Module):
    """patch_embeds [B, P, 384], features [B, 1280], sentence_embeds [B, 384] -> answer_logits [B, A], answerable_logit [B], attention [B, P]

    The answers are the frozen twin's logits with what the image adds to them, which is nothing before training.
    """

    def __init__(self, answers, twin):
        super().__init__()
        self.twin = twin.requires_grad_(False)
        self.query, self.key, self.value = nn.Linear(DIMENSIONS, WIDTH), nn.Linear(DIMENSIONS, WIDTH), nn.Linear(DIMENSIONS, WIDTH)
        self.norm, self.whole = nn.LayerNorm(FEATURES), nn.Linear(FEATURES, WIDTH)
        self.question = nn.Linear(DIMENSIONS, WIDTH)
        self.inner, self.answer, self.answerable = nn.Linear(4 * WIDTH, WIDTH), nn.Linear(WIDTH, answers), nn.Linear(WIDTH, 1)
        self.dropout = nn.Dropout(.3)
        nn.init.zeros_(self.answer.weight), nn.init.zeros_(self.answer.bias)

    def train(self, mode=True):
        super().train(mode)
        self.twin.eval()
        return self

    def forward(self, patches, features, sentences):
        alone, _ = self.twin(sentences)
        sentences, patches = sentences * DIMENSIONS ** .5, patches * DIMENSIONS ** .5
        split = lambda x: x.reshape(x.shape[0], -1, HEADS, WIDTH // HEADS).transpose(1, 2)
        scores = split(self.query(sentences)[:, None]) @ split(self.key(patches)).transpose(2, 3) / (WIDTH // HEADS) ** .5
        attention = scores.softmax(-1)  # [B, heads, 1, P]
        found = (attention @ split(self.value(patches))).transpose(1, 2).reshape(-1, WIDTH)
        asked, whole = F.gelu(self.question(sentences)), F.gelu(self.whole(self.dropout(self.norm(features))))
        x = self.dropout(F.gelu(self.inner(self.dropout(torch.cat([found, whole, asked, whole * asked], 1)))))
        return alone + self.answer(x), self.answerable(x)[:, 0], attention[:, :, 0].mean(1)


class Pool:
    """Questions as tensors."""

    def __init__(self, questions, texts, answers, place):
        self.questions = questions
        self.at = torch.tensor([place[tuple(q['item'])] for q in questions])
        self.sentences = texts([q['question'] for q in questions])
        self.answer = torch.tensor([answers.get(normalised(q['answer']), -1) if q['answer'] is not None else -1 for q in questions])
        self.answerable = torch.tensor([float(q['answer'] is not None) for q in questions])
        self.kind = torch.tensor([QUESTION_KINDS.index(q['kind']) for q in questions])
        self.closed = np.array([q['closed'] for q in questions])


def answer_loss(logits, answer):
    return F.cross_entropy(logits, answer, ignore_index=-1, label_smoothing=.05) if (answer >= 0).any() else logits.sum() * 0


def train(make, step_loss, pools, epochs, seed, lr):
    rng = seeded(seed)
    model = make()
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=lr, weight_decay=.05)
    steps = [sum(len(p.questions) for p in pools) // BATCH] * epochs
    total, step = sum(steps), 0
    for _ in range(total):
        model.train()
        for group in optimiser.param_groups:
            group['lr'] = lr * min(1, (step + 1) / 100) * .5 * (1 + np.cos(np.pi * step / total))
        # half of the batch from VQA-RAD's own questions, half from the manifests'
        loss = 0
        for pool in pools:
            loss = loss + step_loss(model, pool, torch.from_numpy(rng.integers(0, len(pool.questions), BATCH // len(pools))))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
    return model.eval()


def interval(values, groups, seed=0, rounds=1000):
    """Mean with the 2.5 and 97.5 percentile of means over resampled groups."""
    names, member = np.unique(groups, return_inverse=True)
    total, count = np.bincount(member, values), np.bincount(member)
    drawn = np.random.default_rng(seed).integers(0, len(names), (rounds, len(names)))
    means = total[drawn].sum(1) / count[drawn].sum(1)
    return [round(float(v), 4) for v in (values.mean(), *np.percentile(means, [2.5, 97.5]))]


def main():
    parser = argparse.ArgumentParser()
    for name, value in dict(name='towers', epochs=2, out=str(WORK / 'model')).items():
        parser.add_argument('--' + name, type=type(value), default=value)
    o = parser.parse_args()
    vectors = np.load(WORK / f'{o.name}-vectors.npz')
    known = json.loads(str(vectors['items']))
    features, patches = torch.from_numpy(vectors['features']), torch.from_numpy(vectors['patches'])
    place = {(i['folder'], i['row']): k for k, i in enumerate(known)}
    folders = sorted({i['folder'] for i in known})
    rng = np.random.default_rng(0)
    asked = dict(manifests=[q for _ in range(ROUNDS) for q in manifest_questions('train', rng, folders)], vqa_rad=vqa_rad_questions('train'))
    held = dict(manifests=manifest_questions('calibration', rng, folders), vqa_rad=vqa_rad_questions('calibration'))
    own = [normalised(q['answer']) for source in asked.values() for q in source if q['answer'] is not None]
    spelt = dict(yes='yes', no='no')
    for source in asked.values():
        for q in source:
            if q['answer'] is not None:
                spelt.setdefault(normalised(q['answer']), q['answer'])
    names, counts = np.unique(own, return_counts=True)
    listed = ['yes', 'no'] + [n for n, c in zip(names, counts) if c >= LEAST_ASKED and n not in ('yes', 'no')]
    answers = {n: k for k, n in enumerate(listed)}
    texts = Texts([q['question'] for some in (asked, held) for source in some.values() for q in source], f'{o.name}-questions')
    pools = [Pool(q, texts, answers, place) for q in asked.values()]
    tests = {source: Pool(q, texts, answers, place) for source, q in held.items()}
    print({k: len(v) for k, v in asked.items()}, {k: len(v) for k, v in held.items()}, len(listed), 'answers')

    def head_loss(model, pool, drawn):
        at = pool.at[drawn]
        logits, answerable, _ = model(patches[at].float(), features[at], pool.sentences[drawn])
        return answer_loss(logits, pool.answer[drawn]) + .3 * F.binary_cross_entropy_with_logits(answerable, pool.answerable[drawn])

    def twin_loss(model, pool, drawn):
        logits, kinds = model(pool.sentences[drawn])
        return answer_loss(logits, pool.answer[drawn]) + .3 * F.cross_entropy(kinds, pool.kind[drawn])

    figures, best = {}, {}
    for seed in range(SEEDS):
        twin = train(lambda: QuestionOnly(len(listed)), twin_loss, pools, o.epochs, seed, 1e-3)
        head = train(lambda: QuestionHead(len(listed), twin), head_loss, pools, o.epochs, seed, 1e-3)
        figures[seed] = measure(head, twin, tests, features, patches)
        print(seed, json.dumps(figures[seed]), flush=True)
        gain = np.mean([f['gain'][0] for f in figures[seed].values() if 'gain' in f])
        if not best or gain > best['gain']:
            best = dict(head=head, twin=twin, gain=gain, seed=seed)
    torch.save(dict(head=best['head'].state_dict(), twin=best['twin'].state_dict(), figures=figures[best['seed']], options=vars(o)), WORK / f'{o.name}-question-head.pt')
    out = type(WORK)(o.out)
    out.mkdir(parents=True, exist_ok=True)
    b = {0: 'B'}
    write(best['head'], (torch.zeros(1, 49, DIMENSIONS), torch.zeros(1, FEATURES), torch.zeros(1, DIMENSIONS)), out / 'vqa_head.onnx', ['patch_embeds', 'features', 'sentence_embeds'],
          ['answer_logits', 'answerable_logit', 'attention'],
          dict(patch_embeds={0: 'B', 1: 'P'}, features=b, sentence_embeds=b, answer_logits=b, answerable_logit=b, attention={0: 'B', 1: 'P'}))
    write(best['twin'], torch.zeros(1, DIMENSIONS), out / 'vqa_question_only.onnx', ['sentence_embeds'], ['answer_logits', 'kind_logits'], dict(sentence_embeds=b, answer_logits=b, kind_logits=b))
    rules = closed_rules(best['head'], best['twin'], tests, features, patches)
    # of one source better than the twin, of another worse: then it would be worse for somebody
    worse = {kind for kind in QUESTION_KINDS for source in tests if figures[best['seed']].get(f'{source} {kind}', {}).get('gain', [0, 0, 1])[2] < 0}
    rules = {kind: rule for kind, rule in rules.items() if kind not in worse}
    for kind, rule in rules.items():
        trained_on = [q['question'] for source in asked.values() for q in source if q['kind'] == kind and q['closed']]
        rule['words'] = sorted({word for question in trained_on for word in re.findall('[a-z0-9&]+', question.lower())})
    print(json.dumps(rules))
    (out / 'vqa_answers.json').write_text(json.dumps(dict(
        answers=[spelt[n] for n in listed], kinds=QUESTION_KINDS, closed=rules, answerableAtLeast=ANSWERABLE, calibration=figures[best['seed']]), indent=1) + '\n')


def best_temperature(margin):
    """The temperature with the least log loss, of logits of what came against what did not [n]."""
    return round(float(min(np.exp(np.linspace(-2, 3, 201)), key=lambda t: np.log1p(np.exp(-margin / t)).mean())), 4)


@torch.no_grad()
def closed_rules(head, twin, tests, features, patches):
    """By kind of question for which the head speaks: temperatures of yes against no, of the head and of its twin, and the loosest probability, RIGHT at least, from which calibration was right often enough."""
    found = {}
    parts = []
    for pool in tests.values():
        logits, answerable, _ = head(patches[pool.at].float(), features[pool.at], pool.sentences)
        alone, kinds = twin(pool.sentences)
        answer = pool.answer.numpy()
        at = pool.closed & (answer >= 0) & (answer <= 1) & (torch.sigmoid(answerable).numpy() >= ANSWERABLE)
        groups = np.array([q['group'] for q in pool.questions])
        parts.append([x[at] for x in ((logits[:, 0] - logits[:, 1]).numpy(), (alone[:, 0] - alone[:, 1]).numpy(), answer, kinds.argmax(1).numpy(), groups)])
    margin, alone, answer, taken, groups = (np.concatenate(x) for x in zip(*parts))
    for k, kind in enumerate(QUESTION_KINDS):
        at = taken == k
        if at.sum() < 50:
            continue
        m, y = margin[at], (answer[at] == 0).astype(float)
        gain = interval(((m > 0) == (y == 1)).astype(float) - ((alone[at] > 0) == (y == 1)), groups[at])
        if gain[1] <= 0:
            continue
        temperature, temperature_alone = (best_temperature(np.where(y == 1, x, -x)) for x in (m, alone[at]))
        share, right = 1 / (1 + np.exp(-np.abs(m) / temperature)), (m > 0) == (y == 1)
        least = next((round(float(t), 2) for t in np.arange(RIGHT, .995, .01) if (share >= t).sum() >= 30 and right[share >= t].mean() >= RIGHT), None)
        said = share >= (least or 2)
        found[kind] = dict(temperature=temperature, questionOnlyTemperature=temperature_alone, shareAtLeast=least, gain=dict(value=gain[0], interval=gain[1:], n=int(at.sum())),
                           calibrationRight=round(float(right[said].mean()), 4) if said.any() else None, calibrationN=int(said.sum()))
    return found


@torch.no_grad()
def measure(head, twin, tests, features, patches):
    """Figures on calibration, by the kind that the twin takes a question for and by its source."""
    out = {}
    for source, pool in tests.items():
        logits, answerable, _ = head(patches[pool.at].float(), features[pool.at], pool.sentences)
        alone, kinds = twin(pool.sentences)
        taken = kinds.argmax(1).numpy()
        groups = np.array([q['group'] for q in pool.questions])
        closed = pool.closed & (pool.answer.numpy() >= 0) & (pool.answer.numpy() <= 1)
        answer = pool.answer.numpy()
        right, right_alone = (logits[:, :2].argmax(1).numpy() == answer).astype(float), (alone[:, :2].argmax(1).numpy() == answer).astype(float)
        out[f'{source} kinds'] = dict(right=round(float((taken == pool.kind.numpy()).mean()), 4), n=len(taken))
        if (pool.answerable == 0).any():
            out[f'{source} answerable'] = dict(auroc=round(float(auroc(pool.answerable.numpy() == 1, answerable.numpy())), 4), n=len(taken))
        for k, kind in enumerate(QUESTION_KINDS):
            at = closed & (taken == k)
            if at.sum() >= 20:
                out[f'{source} {kind}'] = dict(n=int(at.sum()), closed=interval(right[at], groups[at]), alone=interval(right_alone[at], groups[at]), gain=interval((right - right_alone)[at], groups[at]))
            at = ~pool.closed & (pool.answer.numpy() >= 0) & (taken == k)
            if at.sum() >= 20:
                open_right = (logits.argmax(1).numpy() == answer).astype(float)
                out[f'{source} {kind} open'] = dict(n=int(at.sum()), exact=interval(open_right[at], groups[at]), alone=interval((alone.argmax(1).numpy() == answer).astype(float)[at], groups[at]))
    return out


if __name__ == '__main__':
    use_cores()
    main()
