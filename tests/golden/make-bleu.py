"""sacreBLEU's corpus BLEU of tests/golden/bleu.json's texts: `python3 make-bleu.py > bleu.json` with sacrebleu 2.6.0.

Its defaults but lower case: tokens 13a, exponential smoothing, case lc, effective order off. Values on a scale of 0 to 1.
"""
import json

from sacrebleu.metrics import BLEU

corpora = {
    'chest reports': [
        ('The heart is normal in size. The lungs are clear.', 'Heart size is normal. The lungs are clear, without effusion.'),
        ('No acute cardiopulmonary abnormality.', 'No acute cardiopulmonary abnormality.'),
        ('There is a 2.5 cm mass in the left-upper lobe; follow-up CT is advised (see below).', 'A 2.5 cm mass in the left upper lobe. Follow-up with CT is advised.'),
    ],
    'one sentence': [('there is a small right pleural effusion and mild cardiomegaly', 'there is a small left pleural effusion with mild cardiomegaly')],
    'nothing of four words': [('mild cardiomegaly is seen', 'the heart is mildly enlarged')],
    'too short to have four words': [('clear lungs', 'the lungs are clear'), ('normal', 'normal heart')],
    'numbers, signs, entities': [('&quot;T2-weighted&quot; signal: 1,024 of 3.5%, T1 &lt; T2 & no $5.', 'T2-weighted signal 1,024 of 3.5 %; T1 < T2.')],
    'longer than the reference': [('no no no no pneumothorax or pleural effusion is seen in either of the lungs', 'no pneumothorax or pleural effusion')],
    'nothing in common': [('retina', 'left lung')],
}
bleu = BLEU(lowercase=True)
print(json.dumps([
    dict(name=name, pairs=[dict(draft=draft, reference=reference) for draft, reference in pairs],
         bleu4=bleu.corpus_score([draft for draft, _ in pairs], [[reference for _, reference in pairs]]).score / 100)
    for name, pairs in corpora.items()], indent=2))
