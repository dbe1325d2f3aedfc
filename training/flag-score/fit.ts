/**
 * Fits prompts/chat/flag-weights.json from what `caselens eval flags --out` wrote: logistic regression with an L2 penalty on standardised
 * parts, no weight below 0 but that of `sizeLarge`, which may speak either way. Every data set and every kind of corruption counts the same.
 * The penalty, and the share from which a sentence is flagged, are chosen on the second list.
 * usage: node --import tsx training/flag-score/fit.ts OUT.json FIT.json,FIT.json CALIBRATION.json,CALIBRATION.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type FlagPartName, flagPartNames } from "../../src/chat/flag-score/contract.ts";
import { FlagRows } from "../../src/evaluation/flags/flag-rows.ts";
import { auroc } from "../../src/evaluation/metrics/ranking.ts";

interface Example {
  readonly set: string;
  readonly kind: string;
  readonly case: string;
  readonly parts: readonly number[];
  readonly wrong: boolean;
}

const [out, fitFiles, calibrationFiles] = process.argv.slice(2);
if (calibrationFiles === undefined) throw new Error("usage: fit.ts OUT FIT,… CALIBRATION,…");
const [fit, calibration] = [fitFiles, calibrationFiles].map((files) => files.split(",").flatMap(readExamples));

function readExamples(path: string): readonly Example[] {
  const { scored } = JSON.parse(readFileSync(path, "utf8"));
  return FlagRows.parse(scored).rows.flatMap((row) =>
    [row.untouched, row.corrupted].map(({ parts }, i) => ({
      set: path,
      kind: row.corruption,
      case: `${path} ${row.case}`,
      parts,
      wrong: i === 1,
    })),
  );
}

interface Model {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const free = new Set<FlagPartName>(["sizeLarge"]);

/** Accelerated projected gradient descent. @param penalty of half the squared standardised weights, to a mean loss of examples */
function fitModel(examples: readonly Example[], penalty: number): Model {
  const groups = new Map<string, number>();
  for (const { set, kind } of examples) groups.set(`${set} ${kind}`, (groups.get(`${set} ${kind}`) ?? 0) + 1);
  const importance = examples.map(({ set, kind }) => 1 / (groups.size * (groups.get(`${set} ${kind}`) ?? 1)));
  const scale = flagPartNames.map((_, i) => {
    const square = examples.reduce((sum, { parts }, row) => sum + importance[row] * parts[i] ** 2, 0);
    return Math.sqrt(square) || 1;
  });
  const rows = examples.map(({ parts }) => parts.map((value, i) => value / scale[i]));
  let weights = flagPartNames.map(() => 0);
  let ahead = weights;
  let [intercept, interceptAhead] = [0, 0];
  let momentum = 1;
  const step = 4 / (flagPartNames.length + 1 + penalty); // the rows' mean square is at most one a part
  for (let round = 0; round < 1500; round++) {
    const gradient = ahead.map((weight) => penalty * weight);
    let gradientIntercept = 0;
    rows.forEach((row, r) => {
      const logit = row.reduce((sum, value, i) => sum + value * ahead[i], interceptAhead);
      const off = importance[r] * (1 / (1 + Math.exp(-logit)) - (examples[r].wrong ? 1 : 0));
      gradientIntercept += off;
      row.forEach((value, i) => {
        gradient[i] += off * value;
      });
    });
    const next = ahead.map((weight, i) => {
      const moved = weight - step * gradient[i];
      return free.has(flagPartNames[i]) ? moved : Math.max(0, moved);
    });
    const nextIntercept = interceptAhead - step * gradientIntercept;
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const push = (momentum - 1) / nextMomentum;
    ahead = next.map((weight, i) => weight + push * (weight - weights[i]));
    interceptAhead = nextIntercept + push * (nextIntercept - intercept);
    [weights, intercept, momentum] = [next, nextIntercept, nextMomentum];
  }
  return { intercept, weights: weights.map((weight, i) => weight / scale[i]) };
}

function shareOf({ intercept, weights }: Model, { parts }: Example): number {
  return 1 / (1 + Math.exp(-parts.reduce((sum, value, i) => sum + value * weights[i], intercept)));
}

/** AUROC by data set and kind. */
function areas(model: Model, examples: readonly Example[]): ReadonlyMap<string, number> {
  const names = [...new Set(examples.map(({ set, kind }) => `${set.split("/").at(-1)} ${kind}`))];
  return new Map(
    names.map((name) => {
      const own = examples.filter(({ set, kind }) => `${set.split("/").at(-1)} ${kind}` === name);
      const scores = own.map((each) => shareOf(model, each));
      const area = auroc({ positive: own.map(({ wrong }) => wrong), scores });
      return [name, area(new Float64Array(own.length).fill(1))];
    }),
  );
}

const tried = [0.0003, 0.001, 0.003, 0.01, 0.03].map((penalty) => {
  const model = fitModel(fit, penalty);
  const found = [...areas(model, calibration).values()];
  return { penalty, model, mean: found.reduce((sum, each) => sum + each, 0) / found.length };
});
const best = tried.reduce((a, b) => (b.mean > a.mean ? b : a));
const { model, penalty } = best;

/** The least share that flags at most one in ten untouched sentences of calibration. */
const untouched = calibration
  .filter(({ wrong }) => !wrong)
  .map((each) => shareOf(model, each))
  .sort((a, b) => a - b);
const share = Math.ceil(untouched[Math.floor(0.9 * untouched.length)] * 100) / 100;
const wrong = calibration.filter((each) => each.wrong);
const rounded = (value: number) => Number(value.toFixed(4));

writeFileSync(
  out,
  `${JSON.stringify(
    {
      id: "flag-weights",
      version: 1,
      source:
        "training/flag-score/fit.ts on `caselens eval flags`, partition train of MedPix 2.0 (by image) and of the Indiana University reports (by text); every data set and kind of corruption counts the same",
      fitted: { partition: "train", sentences: fit.length, cases: new Set(fit.map((each) => each.case)).size, penalty },
      flaggedFrom: {
        share,
        partition: "calibration",
        specificity: rounded(untouched.filter((each) => each < share).length / untouched.length),
        sensitivity: rounded(wrong.filter((each) => shareOf(model, each) >= share).length / wrong.length),
        n: calibration.length,
      },
      intercept: rounded(model.intercept),
      parts: Object.fromEntries(flagPartNames.map((name, i) => [name, rounded(model.weights[i])])),
    },
    null,
    2,
  )}\n`,
);
for (const each of tried)
  process.stdout.write(`penalty ${each.penalty}: mean AUROC on calibration ${each.mean.toFixed(4)}\n`);
for (const [name, examples] of [
  ["fit", fit],
  ["calibration", calibration],
] as const)
  for (const [group, area] of areas(model, examples)) process.stdout.write(`${name} ${group} ${area.toFixed(3)}\n`);
flagPartNames.forEach((name, i) => {
  process.stdout.write(`${name} ${rounded(model.weights[i])}\n`);
});
