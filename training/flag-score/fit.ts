/**
 * Fits prompts/chat/flag-weights.json from what `caselens eval flags --out` wrote: multinomial logistic regression (right, or wrong in one
 * way) with an L2 penalty on standardised
 * parts, no weight below 0 but that of `sizeLarge`, which may speak either way. Every data set and every kind of corruption counts the same.
 * The penalty, and the share from which a sentence is flagged, are chosen on the second list.
 * usage: node --import tsx training/flag-score/fit.ts OUT.json FIT.json,FIT.json CALIBRATION.json,CALIBRATION.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type FlagPartName, flagPartNames, type WrongWay, wrongWays } from "../../src/chat/flag-score/contract.ts";
import { neededPart } from "../../src/chat/flag-score/flag-weights.ts";
import { FlagRows } from "../../src/evaluation/flags/flag-rows.ts";
import { auroc } from "../../src/evaluation/metrics/ranking.ts";

interface Example {
  readonly set: string;
  readonly kind: WrongWay;
  readonly case: string;
  /** In the order of `flagPartNames`; null where nothing is read. */
  readonly parts: readonly (number | null)[];
  readonly wrong: boolean;
}

/** What may speak for each way of being wrong. */
const speaking: Readonly<Record<WrongWay, readonly FlagPartName[]>> = {
  side: ["sideOfWords", "sideNear", "sideOwn", "sideOwnAny", "sideGiven", "sideOfOrgan"],
  negation: [
    "polarityOfTerm",
    "polarityOfWords",
    "polarityOfReport",
    "polarityNear",
    "polarityOwn",
    "polarityScore",
    "termNear",
    "termOwn",
  ],
  size: ["sizeOfTerm", "sizeLarge", "sizeOwn"],
  finding: [
    "termOfWords",
    "termOfReport",
    "termNear",
    "termAmong",
    "termOwn",
    "polarityOfTerm",
    "polarityOfWords",
    "polarityNear",
    "polarityOwn",
    "polarityScore",
    "novelty",
  ],
  device: ["device", "deviceAlone", "termOfWords", "termNear", "termOwn", "novelty"],
};

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

/** [way][part], then the way's intercept. */
type Model = readonly (readonly number[])[];

const free = new Set<FlagPartName>(["sizeLarge"]);
const needed = wrongWays.map((way) => flagPartNames.indexOf(neededPart[way]));

/** Odds of each way against "right"; 0 for a way in which the sentence cannot be wrong. */
function oddsOf(model: Model, parts: readonly (number | null)[]): readonly number[] {
  return model.map((weights, way) =>
    parts[needed[way]] === null
      ? 0
      : Math.exp(parts.reduce<number>((sum, value, i) => sum + (value ?? 0) * weights[i], weights[parts.length])),
  );
}

/** Accelerated projected gradient descent. @param penalty of half the squared standardised weights, to a mean loss of examples */
function fitModel(examples: readonly Example[], penalty: number): Model {
  const groups = new Map<string, number>();
  for (const { set, kind } of examples) groups.set(`${set} ${kind}`, (groups.get(`${set} ${kind}`) ?? 0) + 1);
  const importance = examples.map(({ set, kind }) => 1 / (groups.size * (groups.get(`${set} ${kind}`) ?? 1)));
  const scale = flagPartNames.map((_, i) => {
    const square = examples.reduce((sum, { parts }, row) => sum + importance[row] * (parts[i] ?? 0) ** 2, 0);
    return Math.sqrt(square) || 1;
  });
  const rows = examples.map(({ parts }) => parts.map((value, i) => (value === null ? null : value / scale[i])));
  const count = flagPartNames.length;
  const allowed = wrongWays.map((way) => flagPartNames.map((name) => speaking[way].includes(name)));
  const zeros = () => wrongWays.map(() => new Array<number>(count + 1).fill(0));
  let [at, ahead] = [zeros(), zeros()];
  let momentum = 1;
  const step = 0.5;
  for (let round = 0; round < 600; round++) {
    const gradient = ahead.map((weights) => weights.map((weight, i) => (i < count ? penalty * weight : 0)));
    rows.forEach((row, r) => {
      const odds = oddsOf(ahead, row);
      const total = odds.reduce((sum, each) => sum + each, 1);
      odds.forEach((each, way) => {
        if (each === 0) return;
        const off = importance[r] * (each / total - (examples[r].wrong && examples[r].kind === wrongWays[way] ? 1 : 0));
        row.forEach((value, i) => {
          if (value !== null && allowed[way][i]) gradient[way][i] += off * value;
        });
        gradient[way][count] += off;
      });
    });
    const next = ahead.map((weights, way) =>
      weights.map((weight, i) => {
        const moved = weight - step * gradient[way][i];
        return i === count || free.has(flagPartNames[i]) ? moved : Math.max(0, moved);
      }),
    );
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const push = (momentum - 1) / nextMomentum;
    ahead = next.map((weights, way) => weights.map((weight, i) => weight + push * (weight - at[way][i])));
    [at, momentum] = [next, nextMomentum];
  }
  return at.map((weights) => weights.map((weight, i) => (i < count ? weight / scale[i] : weight)));
}

function shareOf(model: Model, { parts }: Example): number {
  const odds = oddsOf(model, parts).reduce((sum, each) => sum + each, 0);
  return odds / (1 + odds);
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

const tried = [0.001, 0.003, 0.01].map((penalty) => {
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
      ways: Object.fromEntries(
        wrongWays.map((way, w) => {
          const parts = speaking[way].map((name) => [name, rounded(model[w][flagPartNames.indexOf(name)])] as const);
          return [
            way,
            {
              intercept: rounded(model[w][flagPartNames.length]),
              parts: Object.fromEntries(parts.filter(([, weight]) => weight !== 0)),
            },
          ];
        }),
      ),
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
