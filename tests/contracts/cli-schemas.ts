import { z } from "zod";
import { metricNames } from "../../src/evaluation/contract.ts";
import { ProvenanceRecord, ReportJson } from "./report-schema.ts";

/**
 * What each command prints under `--json`, as DESIGN.md's table has it. Strict: a field that a command adds is added here too, so
 * that nobody publishes one by accident.
 */
const Encoder = z.string().regex(/^[a-z0-9.-]+@[0-9a-f]{8}$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const PairId = z.string().regex(/^[0-9a-f]{32}$/);
const Code = z.string().regex(/^[A-Z][A-Z_]+$/);
const Share = z.number().min(0).max(1);
const Cosine = z.number().min(-1.000001).max(1.000001);
const Count = z.int().nonnegative();
const Seconds = z.number().nonnegative();
const Words = z.string().min(1);
const Region = z.strictObject({ xPx: Count, yPx: Count, widthPx: z.int().positive(), heightPx: z.int().positive() });
const ImageKind = z.strictObject({
  kind: Words,
  shares: z.record(z.string(), Share),
  distance: z.number().nonnegative(),
  distanceThreshold: z.number().positive(),
});
const Familiarity = z.strictObject({ cosine: Cosine, atLeast: Share, familiar: z.boolean() });

export const ErrorDocument = z.strictObject({
  error: z.strictObject({ code: Code, message: Words, remedy: Words, detail: Words.optional() }),
});

export const Ingest = z.strictObject({
  library: Words,
  encoder: Encoder,
  added: Count,
  duplicates: Count,
  updated: Count,
  failed: z.array(z.strictObject({ source: Words, code: Code, reason: Words })),
  strippedCharacters: Count,
  total: Count,
  seconds: Seconds,
});

export const Similar = z.strictObject({
  library: Words,
  results: z.array(
    z.strictObject({
      id: PairId,
      score: z.number(),
      cosine: Cosine,
      caption: Words.nullable(),
      label: Words.nullable(),
      case: Words,
      source: Words.nullable(),
      modality: Words.nullable(),
      kind: Words.nullable(),
      anatomy: Words.nullable(),
      licence: Words.nullable(),
      partition: Words.nullable(),
      why: Words,
      sameImage: z.boolean(),
    }),
  ),
  nothingSimilar: z.boolean(),
  reason: Words.optional(),
  seconds: Seconds,
});

export const Classify = z.strictObject({
  classes: z.array(z.strictObject({ name: Words, cosine: Cosine, share: Share, probability: Share.nullable() })).min(1),
  noneOfThese: Share.nullable(),
  calibrated: z.boolean(),
  predictionSet: z.strictObject({ level: Share, names: z.array(Words) }).nullable(),
  abstained: z.boolean(),
  reason: Words.optional(),
  reasonCode: Code.optional(),
  promptSpread: z.strictObject({
    wordings: z.int().positive(),
    topAgreement: Share,
    classes: z.array(z.strictObject({ name: Words, min: Share, median: Share, max: Share })),
  }),
  provenance: z.strictObject({
    encoder: Encoder,
    scanSha256: Sha256,
    region: Region.nullable(),
    imageKind: ImageKind.nullable(),
    seenInTraining: z.boolean().nullable(),
    trainedClasses: z.boolean(),
    trainedNames: z.array(Words),
    multi: z.boolean(),
    calibration: z
      .strictObject({
        source: z.enum(["shipped", "own"]),
        n: z.int().positive(),
        brier: z.number().min(0).max(2),
        slope: z.strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]) }),
        own: z.strictObject({ data: Words, cases: Count, noneRate: Share }).nullable(),
      })
      .nullable(),
    promptSet: z.strictObject({
      id: Words,
      version: z.int().positive(),
      source: Words,
      sha256: Sha256,
      templates: z.array(z.string()).min(1),
    }),
  }),
});

const FittedClasses = z.array(z.strictObject({ name: Words, n: z.int().positive(), cases: z.int().positive() })).min(2);
const CrossValidation = z
  .strictObject({ folds: z.int().min(2), tried: z.int().positive(), balancedAccuracy: Share })
  .nullable();
const AdapterFacts = {
  method: z.enum(["logistic", "knn", "tip"]),
  checksum: Sha256,
  classes: FittedClasses,
  n: z.int().positive(),
  cases: z.int().positive(),
  data: Words,
  partition: Words.nullable(),
  promptsSha256: Sha256.nullable(),
  seed: Count,
  seenInTraining: Share.nullable(),
  crossValidation: CrossValidation,
  createdAt: z.iso.datetime(),
  caselens: Words,
};
export const ClassifyWithAdapter = z.strictObject({
  ...Classify.shape,
  classes: z
    .array(z.strictObject({ name: Words, cosine: Cosine.nullable(), share: Share, probability: z.null() }))
    .min(2),
  noneOfThese: z.null(),
  calibrated: z.literal(false),
  predictionSet: z.null(),
  promptSpread: z.null(),
  provenance: z.strictObject({
    ...Classify.shape.provenance.shape,
    trainedClasses: z.null(),
    trainedNames: z.null(),
    multi: z.literal(false),
    calibration: z.null(),
    promptSet: z.null(),
    adapter: z.strictObject({ ...AdapterFacts, scanAmongImages: z.boolean() }),
  }),
});
export const Adapt = z.strictObject({
  ...AdapterFacts,
  encoder: Encoder,
  sizeBytes: z.int().positive(),
  kinds: z.record(z.string(), z.int().positive()),
  unlabelled: Count,
  failed: z.array(z.strictObject({ source: Words, code: Code, reason: Words })),
  seconds: Seconds,
});

const evidenceBase = { id: z.string().regex(/^E\d+$/), marker: z.string().regex(/^\[\d+\]$/), text: Words };
const Evidence = z.discriminatedUnion("kind", [
  z.strictObject({
    ...evidenceBase,
    kind: z.literal("score"),
    question: Words,
    scores: z.array(z.strictObject({ name: Words, share: Share })).min(1),
  }),
  z.strictObject({
    ...evidenceBase,
    kind: z.literal("pair"),
    pairId: PairId,
    case: Words,
    cosine: Cosine,
    source: Words.nullable(),
    modality: Words.nullable(),
    label: Words.nullable(),
    pinned: z.literal(true).optional(),
  }),
  z.strictObject({
    ...evidenceBase,
    kind: z.literal("vqa"),
    question: Words,
    questionKind: Words,
    answer: z.enum(["yes", "no"]),
    probability: Share,
    questionOnlyProbability: Share,
    answerableShare: Share,
    calibration: z.strictObject({ shareAtLeast: Share, right: Share, n: z.int().positive() }),
  }),
]);

const Citations = z.array(
  z.strictObject({
    marker: evidenceBase.marker,
    evidenceId: evidenceBase.id,
    pairId: PairId.optional(),
    quote: Words,
  }),
);
const Checks = z.strictObject({
  quoted: z.enum(["stands", "nothing quoted"]), // the evidence writer's quotes always stand
  entailed: z.strictObject({
    verdict: z.enum(["yes", "no", "unclear"]),
    words: Share,
    cosine: Cosine.nullable(),
    by: z.literal("words"),
  }),
  image: z.strictObject({
    verdict: z.enum(["for", "against", "unclear", "not measured"]),
    measured: z.strictObject({ question: Words, name: Words, share: Share }).nullable(),
    likeness: Cosine,
  }),
});

const Id = z.string().regex(/^[0-9a-f]{32}$/);
const suggestion = { label: Words, command: z.string().startsWith("caselens ") };
const Suggestion = z.discriminatedUnion("kind", [
  z.strictObject({ ...suggestion, kind: z.literal("ask"), question: Words }),
  z.strictObject({ ...suggestion, kind: z.literal("cases"), text: Words.nullable() }),
  z.strictObject({ ...suggestion, kind: z.literal("classify"), names: z.array(Words) }),
  z.strictObject({ ...suggestion, kind: z.literal("draft") }),
  z.strictObject({ ...suggestion, kind: z.literal("case"), pairId: PairId }),
]);
export const Ask = z.strictObject({
  id: Id,
  session: Id,
  route: z.enum(["question", "statement", "similar", "classify", "draft", "explain", "compare", "out of scope"]),
  suggestions: z.array(Suggestion).min(1).optional(),
  answer: Words,
  shortAnswer: Words.nullable(),
  sentences: z.array(z.strictObject({ text: Words, citations: Citations, checks: Checks })),
  citations: Citations,
  evidence: z.array(Evidence),
  probability: Share.nullable(),
  questionOnlyProbability: Share.nullable(),
  calibrated: z.boolean(),
  abstained: z.boolean(),
  reason: Words.optional(),
  flags: z.array(z.strictObject({ code: Code, message: Words, sentence: Count.optional() })),
  provenance: z.strictObject({
    backend: Words,
    model: Words.optional(),
    prompt: Words.optional(),
    encoder: Encoder,
    library: Words,
    questionSha256: Sha256,
    scanSha256: Sha256,
    region: Region.nullable(),
    imageKind: ImageKind.nullable(),
    familiarity: Familiarity.nullable(),
    seenInTraining: z.boolean().nullable(),
    retrieved: z.array(z.strictObject({ pairId: PairId, cosine: Cosine })),
    record: ProvenanceRecord,
    pinned: z.array(z.strictObject({ pairId: PairId, case: Words })).optional(),
    banned: z.array(z.strictObject({ pairId: PairId, case: Words })).optional(),
  }),
});

export const AddPair = z.strictObject({
  library: Words,
  outcome: z.enum(["added", "updated", "duplicate"]),
  pair: z.strictObject({
    id: PairId,
    sha256: Sha256,
    text: Words,
    caption: Words,
    label: Words.nullable(),
    case: Words,
    kind: Words.nullable(),
    modality: Words.nullable(),
    anatomy: Words.nullable(),
    source: z.literal("user"),
    licence: Words.nullable(),
    partition: Words.nullable(),
  }),
  total: z.int().positive(),
});

const Values = z.array(z.strictObject({ value: Words.nullable(), pairs: z.int().positive() }));
export const LibraryList = z.strictObject({
  libraries: z.array(
    z.strictObject({
      name: Words,
      pairs: Count.nullable(),
      encoder: Encoder.nullable(),
      createdAt: z.iso.datetime().nullable(),
      problem: Code.optional(),
    }),
  ),
});
export const LibraryInfo = z.strictObject({
  name: Words,
  encoder: Encoder,
  dimensions: z.int().positive(),
  createdAt: z.iso.datetime(),
  pairs: Count,
  withText: Count,
  cases: Count,
  sizeBytes: Count,
  sources: Values,
  modalities: Values,
  labels: Values,
});
export const LibraryDeleted = z.strictObject({ deleted: Words, pairs: Count });

export const LibraryReembedded = z.strictObject({
  library: Words,
  from: Encoder,
  to: Encoder,
  pairs: Count,
  already: Count,
  seconds: Seconds,
});

const Model = {
  name: Words,
  encoder: Encoder.nullable(),
  state: z.enum(["embedded", "imported", "damaged", "card", "not built"]),
  dimensions: z.int().positive().nullable(),
  hasText: z.boolean().nullable(),
  level: z.int().min(1).max(4),
  seen: Words,
  licence: Words,
  quantized: z
    .strictObject({ of: Encoder, n: Count, cosine: z.strictObject({ mean: Cosine, least: Cosine }).nullable() })
    .nullable(),
};
export const ModelList = z.strictObject({ models: z.array(z.strictObject(Model)).min(1) });
export const ModelShown = z.strictObject({
  ...Model,
  kind: z.enum(["embedded", "published"]),
  card: z.looseObject({ id: Words, limits: z.array(Words).min(1) }),
});

const CheckpointFacts = z.strictObject({ name: Words, sha256: Sha256, sizeBytes: Count });
export const ModelImported = z.strictObject({
  id: Words,
  encoder: Encoder,
  dimensions: z.int().positive(),
  checkpoint: CheckpointFacts.extend({
    text: CheckpointFacts.optional(),
    shards: z.array(CheckpointFacts).optional(),
    verified: z.boolean(),
  }),
  sizeBytes: Count,
  seconds: Seconds,
  librariesLeft: z.array(Words),
});
export const ModelDeleted = z.strictObject({ deleted: Words, librariesLeft: z.array(Words) });
export const ModelQuantized = z.strictObject({
  id: Words,
  encoder: Encoder,
  n: z.int().positive(),
  cosine: z.strictObject({ mean: Cosine, least: Cosine }),
  topTenOverlap: Share.nullable(),
  sizeBytes: Count,
});
export const ModelChecked = z.strictObject({
  id: Words,
  encoder: Encoder,
  level: z.int().min(1).max(4),
  seen: Words,
  files: z.array(z.strictObject({ name: Words, state: z.enum(["ok", "missing", "changed"]) })).min(1),
  runs: z.strictObject({ image: Words, text: Words.nullable() }),
  ok: z.boolean(),
});
const Difference = z.number().nonnegative().nullable();
export const CasesChecked = z.strictObject({
  cases: z.array(
    z.strictObject({
      case: Words,
      family: Words.nullable(),
      maxAbs: z.strictObject({ image: Difference, text: Difference, logits: Difference, patches: Difference }),
      cosine: Cosine.nullable(),
      pass: z.boolean(),
      reason: Words.optional(),
    }),
  ),
});

export const Inspect = z.strictObject({
  format: z.enum(["png", "jpeg", "tiff", "webp"]),
  sizeBytes: z.int().positive(),
  sha256: Sha256,
  pages: z.int().positive(),
  steps: z.array(Words),
  views: z
    .array(z.strictObject({ id: Words, label: Words, widthPx: z.int().positive(), heightPx: z.int().positive() }))
    .min(1),
  kind: ImageKind.nullable(),
  familiarity: Familiarity.nullable(),
  organ: z.strictObject({ name: Words, share: Share }).nullable(),
  promptSets: z.array(Words),
  seenInTraining: z.boolean().nullable(),
});

export const Doctor = z.strictObject({
  ok: z.boolean(),
  checks: z
    .array(
      z.strictObject({
        name: Words,
        state: z.enum(["ok", "off", "problem"]),
        found: Words,
        remedy: Words.optional(),
      }),
    )
    .min(1),
});

const Figure = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const evaluation = {
  data: Words,
  encoder: Encoder,
  n: z.int().positive(),
  cases: z.int().positive(),
  partition: Words.nullable(),
  seed: Count,
  seenInTraining: Share.nullable(),
  metrics: z.partialRecord(z.enum(metricNames), Figure),
  failed: z.array(z.strictObject({ source: Words, code: Code, reason: Words })),
  seconds: Seconds,
};
const Rate = Share.nullable();
const Metrics = evaluation.metrics;
const Slices = z
  .strictObject({
    field: Words,
    slices: z.array(
      z
        .strictObject({ name: Words, n: Count, cases: Count, ranked: z.boolean(), metrics: Metrics })
        .refine(
          ({ cases, ranked, metrics }) => ranked === cases >= 20 && (ranked || Object.keys(metrics).length === 0),
        ),
    ),
    without: Count,
    gaps: z.partialRecord(z.enum(metricNames), z.strictObject({ ...Figure.shape, least: Words, most: Words })),
  })
  .nullable();
const Images = z.enum(["own", "blank", "shuffled"]);
const Rephrasing = z
  .strictObject({
    wordings: z.array(z.strictObject({ wording: Words, same: Share })).min(1),
    mean: Figure,
    worst: z.strictObject({ ...Figure.shape, wording: Words }),
  })
  .nullable();
export const EvalZeroShot = z.strictObject({
  ...evaluation,
  task: z.literal("zeroshot"),
  protocol: z.enum(["zeroshot-1", "zeroshot-screened-1"]),
  classes: z.array(z.strictObject({ name: Words, n: Count, recall: Rate, auroc: Rate, auprc: Rate })).min(2),
  confusion: z.array(z.array(Count)),
  promptSet: z.looseObject({ id: Words, sha256: Sha256 }),
  images: Images,
  riskCoverage: z.array(z.strictObject({ coverage: Share, accuracy: Figure })).length(3),
  rephrasing: Rephrasing,
  slices: Slices,
  trainedClasses: z.boolean(),
  trainedNames: z.array(Words),
  promptSpread: z.strictObject({
    wordings: z.int().positive(),
    balancedAccuracy: z.strictObject({ min: Share, median: Share, max: Share }),
  }),
  withProbabilities: Count,
  pooled: z.strictObject({ bags: Count, mixed: Count, balancedAccuracy: z.record(z.string(), Figure) }).nullable(),
  screening: z.strictObject({ partition: Words, images: Count, candidates: Count, kept: Count }).nullable(),
  unlabelled: Count,
});
export const EvalFindings = z.strictObject({
  ...evaluation,
  task: z.literal("zeroshot"),
  protocol: z.literal("zeroshot-findings-1"),
  classes: z
    .array(
      z.strictObject({
        name: Words,
        n: Count,
        absent: Count,
        leftOut: Count,
        recall: z.null(),
        auroc: Rate,
        auprc: Rate,
        aurocFigure: Figure.nullable(),
      }),
    )
    .min(1),
  labels: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("label"), uncertainCells: z.literal(0), blankCells: z.literal(0) }),
    z.strictObject({
      kind: z.literal("columns"),
      columns: z.array(Words.nullable()),
      uncertain: z.enum(["ignore", "present", "absent"]),
      uncertainCells: Count,
      blankCells: Count,
    }),
  ]),
  slices: Slices,
  images: Images,
  promptSet: z.looseObject({ id: Words, sha256: Sha256 }),
  trainedClasses: z.boolean(),
  trainedNames: z.array(Words),
  unlabelled: Count,
});
export const EvalRetrieval = z.strictObject({
  ...evaluation,
  task: z.literal("retrieval"),
  protocol: z.literal("retrieval-1"),
  candidates: z.strictObject({ captions: Count, images: Count, neighbours: Count }),
  slices: Slices,
});
const Tests = z.strictObject({ textRandomisation: z.boolean(), deletion: z.boolean() });
export const EvalLocalisation = z.strictObject({
  ...evaluation,
  task: z.literal("localisation"),
  protocol: z.literal("localisation-1"),
  promptSets: z.array(Words).min(1),
  tests: Tests,
  kinds: z.array(z.strictObject({ kind: Words, n: z.int().positive(), metrics: evaluation.metrics, tests: Tests })),
  explains: z.array(Words),
});
const ShareFigure = z.strictObject({ value: Share, low: Share, high: Share });
const Answered = z.strictObject({ n: Count, answered: Count, accuracyWhenAnswered: ShareFigure.nullable() });
export const EvalVqa = z.strictObject({
  ...evaluation,
  task: z.literal("vqa"),
  protocol: z.literal("vqa-1"),
  images: Images,
  closed: Answered,
  open: Answered,
  rephrasing: z
    .strictObject({
      n: Count,
      agree: ShareFigure.nullable(),
      whenAnswered: z.strictObject({ n: Count, agree: ShareFigure.nullable() }),
    })
    .nullable(),
});
const { rephrasing: _, ...answeredShape } = EvalVqa.shape;
export const EvalVqaHead = z.strictObject({
  ...answeredShape,
  protocol: z.literal("vqa-head-1"),
  questionOnly: evaluation.metrics,
  gain: evaluation.metrics,
});

const stored = {
  version: z.literal(1),
  id: Words,
  encoder: Encoder,
  promptSet: z.strictObject({ id: Words, sha256: Sha256, classes: z.array(Words).min(2) }),
  createdAt: z.iso.datetime(),
  data: Words,
  partition: Words.nullable(),
  seed: z.int(),
  n: z.strictObject({ own: Count, none: Count, cases: Count }),
  noneFrom: z.enum(["otherLabels", "namesLeftOut"]),
  kinds: z.array(Words).min(1),
  familiarityAtLeast: Cosine,
  temperature: z.number().positive(),
  none: z.record(z.enum(["intercept", "cosine", "familiarity", "kindShare"]), z.number()),
  crossValidated: z.strictObject({
    brierBefore: Figure,
    brier: Figure,
    slopeBefore: Figure.nullable(),
    slope: Figure.nullable(),
  }),
  offered: z.boolean(),
  predictionSet: z.strictObject({ level: Share, shareAtLeast: Share, meanCoverage: Share, meanSize: z.number() }),
};
export const Calibrate = z.strictObject({
  ...stored,
  seenLeftOut: Count,
  failed: z.array(z.strictObject({ source: Words, code: Code, reason: Words })),
  seconds: Seconds,
});
export const Calibrations = z.strictObject({
  calibrations: z.array(z.union([z.strictObject(stored), z.strictObject({ id: Words, damaged: z.literal(true) })])),
});
export const Deleted = z.strictObject({ deleted: Words });
const positive = z.int().positive();
export const Locate = z.strictObject({
  name: z.enum(["similarity by patch", "explanation"]),
  of: Words,
  unit: z.enum(["cosine", "cosine difference"]),
  grid: z.strictObject({
    rows: positive,
    columns: positive,
    values: z.array(z.number().min(-2).max(2)),
    area: z.strictObject({ xPx: z.number(), yPx: z.number(), widthPx: z.number(), heightPx: z.number() }),
  }),
  scale: z.strictObject({ low: z.number(), high: z.number() }),
  picture: z.strictObject({ widthPx: positive, heightPx: positive }),
  within: Region,
  abstained: z.boolean(),
  reason: Words.optional(),
  reasonCode: Code.optional(),
  provenance: z.strictObject({
    encoder: Encoder,
    scanSha256: Sha256,
    region: Region.nullable(),
    imageKind: ImageKind.nullable(),
    seenInTraining: z.boolean().nullable(),
    smoothingCells: z.number().nonnegative(),
    promptSet: z.strictObject({ id: Words, version: positive, sha256: Sha256 }).nullable(),
  }),
});
export const EvalProbe = z.strictObject({
  ...EvalZeroShot.pick({ classes: true, confusion: true, unlabelled: true }).shape,
  ...evaluation,
  task: z.literal("probe"),
  protocol: z.literal("probe-1"),
  fit: z.strictObject({
    method: AdapterFacts.method,
    partition: Words,
    n: z.int().positive(),
    cases: z.int().positive(),
    classes: FittedClasses,
    shots: z.int().positive().nullable(),
    leftOut: Count,
    seenInTraining: Share.nullable(),
    crossValidation: CrossValidation,
  }),
  zeroShot: z
    .strictObject({
      metrics: evaluation.metrics,
      gain: evaluation.metrics,
      promptSet: z.looseObject({ id: Words, sha256: Sha256 }),
      trainedClasses: z.boolean(),
      trainedNames: z.array(Words),
    })
    .nullable(),
});

const Published = z.array(
  z.strictObject({ system: Words, metric: z.enum(metricNames), value: z.number(), source: Words }),
);
export const EvalProtocol = z.looseObject({
  ...evaluation,
  task: z.enum(["zeroshot", "vqa", "probe"]),
  protocol: Words,
  title: Words,
  split: Words,
  preprocess: Words,
  metric: z.enum(metricNames),
  published: Published.min(1),
  deviations: z.array(Words),
});
export const Protocols = z.strictObject({
  protocols: z.array(z.looseObject({ id: Words, data: z.looseObject({ from: Words }), published: Published })),
});
const Counted = z.strictObject({ name: Words, n: Count });
export const EvalRobustness = z.strictObject({
  ...evaluation,
  task: z.literal("robustness"),
  protocol: z.literal("robustness-1"),
  biology: Words,
  site: Words,
  k: Count,
  balanced: Figure.nullable(),
  classes: z.array(z.strictObject({ ...Counted.shape, robustnessIndex: Figure.nullable() })).min(1),
  sites: z.array(Counted).min(1),
  neighbours: z.strictObject({ sameSame: Count, sameOther: Count, otherSame: Count, otherOther: Count }),
  chance: Share,
  oneSided: Count,
  without: Count,
});
export const EvalReport = z.strictObject({
  ...evaluation,
  task: z.literal("report"),
  protocol: z.literal("report-1"),
  library: Words.nullable(),
  quotes: z.strictObject({ n: Count, metrics: Metrics }),
  stated: Metrics,
  baselines: z
    .strictObject({
      nearest: z.strictObject({ metrics: Metrics, quotesLessIt: Metrics }),
      random: z.strictObject({ metrics: Metrics, quotesLessIt: Metrics }),
    })
    .nullable(),
  findings: z.array(z.strictObject({ name: Words, references: Count, drafts: Count, both: Count, f1: Figure })),
  labels: z.strictObject({ id: Words, version: z.int().positive(), affirmed: Count }),
  without: Count,
});
const Corrupted = { n: z.int().positive(), metrics: Metrics };
export const EvalFlags = z.strictObject({
  ...evaluation,
  task: z.literal("flags"),
  protocol: z.literal("flags-1"),
  library: Words.nullable(),
  reports: z.int().positive(),
  corruptions: z
    .array(
      z.strictObject({
        ...Corrupted,
        corruption: z.enum(["side", "negation", "size", "finding", "device"]),
        cases: z.int().positive(),
        ways: z.array(z.strictObject({ ...Corrupted, way: Words })).min(1),
      }),
    )
    .min(1),
});
const Side = z.strictObject({ encoder: Encoder, seenInTraining: Rate, images: Images.nullable() });
const Better = z.enum(["first", "second"]).nullable();
const Compared = z.strictObject({ first: Figure, second: Figure, difference: Figure, better: Better });
const comparison = {
  task: z.literal("compare"),
  protocol: z.literal("compare-1"),
  of: z.strictObject({ task: Words, protocol: Words }),
  data: Words,
  partition: Words.nullable(),
  n: z.int().positive(),
  cases: z.int().positive(),
  seed: Count,
};
export const EvalCompare = z.strictObject({
  ...comparison,
  first: Side,
  second: Side,
  metrics: z.partialRecord(z.enum(metricNames), Compared),
});
export const EvalRanking = z.strictObject({
  ...comparison,
  metric: z.enum(metricNames),
  encoders: z
    .array(
      z.strictObject({
        rank: z.int().positive(),
        ...Side.shape,
        figure: Figure,
        difference: Figure.nullable(),
        better: Better,
      }),
    )
    .min(2),
  comparisons: z.array(EvalCompare).min(1),
});

const Confirmed = z
  .strictObject({
    by: Words,
    at: z.iso.datetime(),
    version: z.int().positive(),
    accepted: z.strictObject({ flagged: Count, otherPatients: Count }),
  })
  .nullable();
export const ReportVersions = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        version: z.int().positive(),
        savedAt: z.iso.datetime().nullable(),
        edited: z.boolean(),
        revertedTo: z.int().positive().nullable(),
        draft: z.boolean(),
        confirmation: Confirmed,
        added: Count,
        removed: Count,
      }),
    )
    .min(1),
});
export const ReportCompared = z.strictObject({
  report: ReportJson,
  against: z.int().positive(),
  changes: z
    .array(
      z.strictObject({
        id: Words,
        title: Words,
        sentences: z.array(
          z.strictObject({ change: z.enum(["same", "added", "removed"]), sentence: z.looseObject({ text: Words }) }),
        ),
      }),
    )
    .min(1),
});

export const ReportTemplates = z.strictObject({
  templates: z.array(
    z.strictObject({ id: Words, title: Words, origin: z.enum(["home", "shipped"]), problem: Words.nullable() }),
  ),
});

const FlagScore = z.strictObject({
  share: Share.nullable(),
  way: z.enum(["side", "negation", "size", "finding", "device"]).nullable(),
  flagged: z.boolean(),
  parts: z.array(z.strictObject({ name: Words, adds: z.number(), message: Words })),
});
export const ReportWeighed = z.strictObject({
  id: Id,
  version: z.int().positive(),
  sentences: z.array(z.strictObject({ section: Words, text: Words, score: FlagScore })),
});

export const AnswerControl = z.strictObject({
  id: Id,
  kind: z.enum(["blank", "rephrased", "samples"]),
  answers: z
    .array(
      z.strictObject({
        question: Words,
        answer: Words,
        shortAnswer: Words.nullable(),
        abstained: z.boolean(),
        same: z.boolean(),
      }),
    )
    .min(1),
  same: Count,
  sentences: z.array(z.strictObject({ text: Words, agreeing: Count })),
});
