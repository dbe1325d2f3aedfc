import { expect, test } from "vitest";
import { EncoderId } from "../../../src/encoders/contract.ts";
import { metricsOf } from "../../../src/evaluation/figure-rows.ts";
import { writePage } from "../../../src/evaluation/html/page.ts";
import { type ZeroShotPage, zeroShotPage } from "../../../src/evaluation/html/zeroshot-page.ts";
import { measureSlices } from "../../../src/evaluation/slices.ts";
import { byClass, type ZeroShotRows, zeroShotFigures } from "../../../src/evaluation/zeroshot-rows.ts";
import { seededRandom } from "../../support/random.ts";

interface Made {
  readonly names: readonly [string, string, string];
  readonly n?: number;
  readonly calibrated?: boolean;
}

function pageOf({ names, n = 120, calibrated = false }: Made, change: Partial<ZeroShotPage["result"]> = {}): string {
  const random = seededRandom(9);
  const scored: ZeroShotRows = {
    kind: "zeroshot",
    classes: [...names],
    positive: null,
    ordinal: false,
    rows: Array.from({ length: n }, (_, i) => {
      const counts = names.map((_, target) => random() + (target === i % 3 ? 1 : 0));
      const sum = counts.reduce((total, each) => total + each, 0);
      const shares = counts.map((each) => each / sum);
      const probabilities = calibrated ? [...shares.map((each) => 0.9 * each), 0.1] : null;
      return { image: `${i}`, case: i, truth: i % 3, shares, probabilities, predictionSet: null, abstained: false };
    }),
  };
  const figures = zeroShotFigures(scored);
  const sliceOf = scored.rows.map((_, i) => (i < 10 ? "few" : i % 2 === 0 ? names[0] : names[1]));
  const parts = [{ figures, sliceOf }];
  const accuracy = { value: 0.8, low: 0.7, high: 0.9 };
  const result: ZeroShotPage["result"] = {
    task: "zeroshot",
    data: names[2],
    encoder: EncoderId.parse("mini@00000000"),
    n,
    cases: n,
    partition: "test",
    seed: 0,
    protocol: "zeroshot-1",
    seenInTraining: 0,
    metrics: metricsOf([figures], 0),
    failed: [],
    seconds: 1,
    images: "own",
    ...byClass(scored),
    promptSpread: { wordings: 7, balancedAccuracy: { min: 0.7, median: 0.8, max: 0.9 } },
    withProbabilities: calibrated ? n : 0,
    pooled: null,
    riskCoverage: [{ coverage: 1, accuracy }],
    rephrasing: {
      wordings: [{ wording: names[1], same: 0.9 }],
      mean: accuracy,
      worst: { ...accuracy, wording: names[1] },
    },
    slices: measureSlices(names[0], { sliceOf, cases: figures.cases }, parts, 0),
    promptSet: { id: names[0], version: 1, source: names[1], sha256: "", templates: [names[2]] },
    trainedClasses: false,
    trainedNames: [],
    unlabelled: 0,
    ...change,
  };
  const picture = Uint8Array.of(1, 2, 3);
  const worst = [{ truth: names[0], called: names[1], share: 0.9, truthShare: 0.1, seenInTraining: false, picture }];
  return writePage(zeroShotPage({ result, scored, worst, createdAt: "2026-01-02T03:04:05Z" }));
}

const tagsOf = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
const plain = ["one", "two", "three"] as const;

test("hostile names of classes, folders, fields and prompts change no tag of the page", () => {
  const hostile = [
    `"><script>alert(1)</script>`,
    `' onerror='alert(1)' </style><img src=x onerror=alert(1)>`,
    `--></title></svg><iframe src="javascript:alert(1)">{}\u202e&lt;`,
  ] as const;
  const page = pageOf({ names: hostile });
  expect(tagsOf(page)).toEqual(tagsOf(pageOf({ names: plain })));
  expect(page).toContain("&lt;script&gt;");
});

test("the page loads nothing and runs nothing", () => {
  const page = pageOf({ names: plain });
  expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|\son[a-z]+=/i);
  expect([...page.matchAll(/(?:src|href)="([^"]{0,30})/g)].map(([, at]) => at)).toEqual(["data:image/png;base64,AQID"]);
  expect(page).toContain("default-src 'none'");
});

test("what a reader must know stands before the figures", () => {
  const change = {
    seenInTraining: 0.25,
    failed: [{ source: "Kanarienvogel", code: "X", reason: "Kanarienvogel" }],
    partition: null,
    images: "blank",
    unlabelled: 4,
    trainedClasses: true,
    trainedNames: ["a"],
  } as const;
  const page = pageOf({ names: plain }, change);
  const before = page.slice(0, page.indexOf("<section>"));
  for (const said of [
    /25\.0 % of the rows/,
    /not measured: 1 row\./,
    /of whatever partition/,
    /grey picture/,
    /classes: 4 rows/,
  ])
    expect(before).toMatch(said);
  expect(before).toMatch(/not zero-shot/);
  expect(page).not.toContain("Kanarienvogel");
  expect(pageOf({ names: plain }, { seenInTraining: null })).toMatch(/cannot be told/);
});

test.each([
  { name: "shares alone", made: { names: plain }, reliability: false, ece: false },
  { name: "few probabilities", made: { names: plain, calibrated: true }, reliability: true, ece: false },
  { name: "many probabilities", made: { names: plain, calibrated: true, n: 2_000 }, reliability: true, ece: true },
])("a reliability plot is drawn for probabilities, and ECE given for many: $name", ({ made, reliability, ece }) => {
  const page = pageOf(made);
  expect(page.includes("<h3>Reliability</h3>")).toBe(reliability);
  expect(page.includes('<span class="name">ECE')).toBe(ece);
});

test("a slice of few cases is named and not drawn, and the gap stands below the others", () => {
  const page = pageOf({ names: plain });
  expect(page).toMatch(/fewer than 20 cases: few \(n 10, 10 cases\)/);
  expect(page).toMatch(/Gap: \.\d{3}/);
});
