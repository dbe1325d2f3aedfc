import { bootstrap, type NamedStatistic } from "./bootstrap.ts";
import type { Metrics } from "./contract.ts";
import type { LocalisationMeasures } from "./localisation.ts";
import type { MeasuredRow } from "./measure-rows.ts";
import { meanOf } from "./metrics/statistic.ts";

/** A map whose ranks share a quarter or more with those of texts that say nothing of the image depends too little on its text. */
export const rankCorrelationAtMost = 0.5;

/** Which of the two tests were passed. */
export interface LocalisationTests {
  /** Both rank correlations, with their whole intervals, are at most 0.5. */
  readonly textRandomisation: boolean;
  /** Cosine and share fall further with the top cells greyed out than with random and with bottom ones, whole intervals above 0. */
  readonly deletion: boolean;
}

/** Figures of one kind of image. */
export interface KindFigures {
  readonly kind: string;
  readonly n: number;
  readonly metrics: Metrics;
  readonly tests: LocalisationTests;
}

export interface LocalisationFigures {
  readonly metrics: Metrics;
  readonly tests: LocalisationTests;
  readonly kinds: readonly KindFigures[];
  /** Kinds of image on which maps may be called explanations: all images together passed both tests, and so did these. */
  readonly explains: readonly string[];
}

type Row = MeasuredRow<LocalisationMeasures>;

/** @param rows N >= 1 */
export function localisationFigures(rows: readonly Row[], seed: number): LocalisationFigures {
  const metrics = figuresOf(rows, seed);
  const tests = testsOf(metrics);
  const names = [...new Set(rows.flatMap(({ measured }) => measured.kind ?? []))].sort();
  const kinds = names.map((kind) => {
    const own = rows.filter(({ measured }) => measured.kind === kind);
    const found = figuresOf(own, seed);
    return { kind, n: own.length, metrics: found, tests: testsOf(found) };
  });
  const passed = (each: LocalisationTests) => each.textRandomisation && each.deletion;
  return {
    metrics,
    tests,
    kinds,
    explains: passed(tests) ? kinds.filter((each) => passed(each.tests)).map(({ kind }) => kind) : [],
  };
}

function figuresOf(rows: readonly Row[], seed: number): Metrics {
  const of = (name: NamedStatistic["name"], value: (measures: LocalisationMeasures) => number): NamedStatistic => ({
    name,
    statistic: meanOf(rows.map(({ measured }) => value(measured))),
  });
  return bootstrap(
    [
      of("rankCorrelationOtherKinds", (each) => each.rankCorrelation.otherKinds),
      of("rankCorrelationShuffledWords", (each) => each.rankCorrelation.shuffledWords),
      of("deletionCosineOverRandom", (each) => each.deletion.overRandom.cosine),
      of("deletionCosineOverBottom", (each) => each.deletion.overBottom.cosine),
      of("deletionShareOverRandom", (each) => each.deletion.overRandom.share),
      of("deletionShareOverBottom", (each) => each.deletion.overBottom.share),
      of("insertionCosineOverRandom", (each) => each.insertion.overRandom.cosine),
      of("insertionShareOverRandom", (each) => each.insertion.overRandom.share),
    ],
    rows.map((row) => row.case),
    { seed },
  );
}

function testsOf(metrics: Metrics): LocalisationTests {
  const low = (figure: Metrics[keyof Metrics]) => figure?.low ?? Number.NEGATIVE_INFINITY;
  const high = (figure: Metrics[keyof Metrics]) => figure?.high ?? Number.POSITIVE_INFINITY;
  const correlations = [metrics.rankCorrelationOtherKinds, metrics.rankCorrelationShuffledWords];
  const drops = [
    metrics.deletionCosineOverRandom,
    metrics.deletionCosineOverBottom,
    metrics.deletionShareOverRandom,
    metrics.deletionShareOverBottom,
  ];
  return {
    textRandomisation: correlations.every((figure) => high(figure) <= rankCorrelationAtMost),
    deletion: drops.every((figure) => low(figure) > 0),
  };
}
