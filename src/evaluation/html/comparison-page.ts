import type { Compared, Comparison } from "../compare.ts";
import { type MetricName, metricNames } from "../contract.ts";
import type { Ranking } from "../ranking.ts";
import { type Bar, differenceScale, figureBars } from "./figure-bars.ts";
import { html, type Markup } from "./markup.ts";
import { metricWords } from "./metric-words.ts";
import { type Page, seenInWords } from "./page.ts";

type About = Pick<Comparison, "of" | "data" | "partition" | "n" | "cases" | "seed">;

/** The page of two evaluations of the same rows. */
export function comparisonPage(comparison: Comparison, createdAt: string): Page {
  const { first, second, data } = comparison;
  const side = ({ encoder, images, seenInTraining }: Comparison["first"]) =>
    `${encoder}${images === null || images === "own" ? "" : `, ${images} images`}; seen in training: ${seenInWords(seenInTraining)}`;
  return {
    title: `Two evaluations of the same rows: ${data}`,
    lead: "Differences are paired: in every resample both see the same cases.",
    facts: [...aboutFacts(comparison), ["First", side(first)], ["Second", side(second)]],
    warnings: controlsOf([first, second]),
    sections: [
      { title: "Second less first", body: differences(comparison, { first: "first", second: "second" }) },
      { title: "Both", body: both(comparison) },
    ],
    createdAt,
  };
}

/** The page of several models on the same data. */
export function rankingPage(ranking: Ranking, createdAt: string): Page {
  const { metric, encoders, comparisons, data } = ranking;
  const first = encoders.find(({ difference }) => difference === null)?.encoder ?? "";
  const bars = encoders.map(({ rank, encoder, figure, seenInTraining }) => ({
    name: `${rank}. ${encoder}`,
    detail: `seen in training: ${seenInWords(seenInTraining)}`,
    figure,
    onScale: metricWords(metric).onScale,
  }));
  const against = encoders.flatMap(({ encoder, difference }) =>
    difference ? [{ name: encoder, figure: difference, mark: 0, onScale: metricWords(metric).onScale }] : [],
  );
  return {
    title: `Models on the same rows: ${data}`,
    lead: `Ranked by ${metricWords(metric).name}; every other against ${first}.`,
    facts: aboutFacts(ranking),
    warnings: ["Intervals are not corrected for how many models are compared."],
    sections: [
      { title: metricWords(metric).name, body: figureBars(bars.map(withoutUndefined)) },
      { title: `Less ${first}`, body: differenceBars(against.map(withoutUndefined)) },
      ...comparisons.map((each) => ({
        title: `${each.second.encoder} less ${first}`,
        body: differences(each, { first, second: each.second.encoder }),
      })),
    ],
    createdAt,
  };
}

function differenceBars(bars: readonly Bar[]): Markup {
  return figureBars(bars, differenceScale(bars));
}

function withoutUndefined({ onScale = true, ...bar }: Omit<Bar, "onScale"> & { onScale?: boolean | undefined }): Bar {
  return { ...bar, onScale };
}

function aboutFacts({ of, data, partition, n, cases, seed }: About): Page["facts"] {
  return [
    ["Data", `${data}, ${partition === null ? "all rows" : `partition ${partition}`}`],
    ["Rows", `${n.toLocaleString("en")} of ${cases.toLocaleString("en")} cases`],
    ["Measured by", `${of.task}, ${of.protocol}; seed ${seed}`],
  ];
}

function controlsOf(sides: readonly Comparison["first"][]): readonly string[] {
  return sides.flatMap(({ images }, i) =>
    images === null || images === "own"
      ? []
      : [`The ${i === 0 ? "first" : "second"} is a control of ${images} images.`],
  );
}

function entries({ metrics }: Comparison): readonly (readonly [MetricName, Compared])[] {
  return metricNames.flatMap((name) => {
    const compared = metrics[name];
    return compared ? [[name, compared] as const] : [];
  });
}

/** What the two sides are called. */
interface SideNames {
  readonly first: string;
  readonly second: string;
}

function differences(comparison: Comparison, names: SideNames): Markup {
  const bars = entries(comparison).map(([name, { difference, better }]) => {
    const { detail, ...words } = metricWords(name);
    const said = verdict(better && names[better], difference);
    return { ...words, detail: detail === undefined ? said : `${detail}: ${said}`, figure: difference, mark: 0 };
  });
  return differenceBars(bars);
}

/** Of a metric without a better side, nothing where the two differ. */
function verdict(better: string | null, { low, high }: Compared["difference"]): string {
  if (better !== null) return `${better} is better`;
  return low <= 0 && high >= 0 ? "not told apart" : "they differ";
}

function both(comparison: Comparison): Markup {
  return html`${entries(comparison).map(([name, { first, second }]) => {
    const { name: title, detail, onScale = true } = metricWords(name);
    const sides = [
      { name: "first", figure: first, onScale },
      { name: "second", figure: second, onScale },
    ];
    return html`<h3>${title}${detail !== undefined && `, ${detail}`}</h3>${figureBars(sides)}`;
  })}`;
}
