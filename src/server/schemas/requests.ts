import { isAbsolute } from "node:path";
import { z } from "zod";
import { adapterName } from "../../app/adapter-list.ts";
import { controlKinds } from "../../app/control-contract.ts";
import { maxTextCharacters } from "../../core/clean-text.ts";
import { sourceFormats } from "../../retrieval/contract.ts";

/** Bodies and queries. Strict: a field that is misspelt must not be passed over. */
const pixel = z.int().min(0).max(1_000_000);
const side = z.int().min(1).max(1_000_000);
const id = z.string().min(1).max(64);
const Region = z
  .strictObject({ xPx: pixel, yPx: pixel, widthPx: side, heightPx: side })
  .meta({ id: "Region", description: "A box of the view, in its pixels, from its top left corner." });

const scan = {
  scan: id.meta({ description: "Id of a stored scan." }),
  view: id.optional().meta({ description: "Id of one of its views; the first one if left out." }),
  region: Region.optional(),
};
const library = z.string().min(1).max(64).optional().meta({ description: "The library in use if left out." });
const writer = {
  ...scan,
  library,
  llm: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "A language model by its name; the evidence writer if left out." }),
  confirmRemote: z
    .boolean()
    .optional()
    .meta({ description: "The user agrees that this scan's evidence goes to the remote model named." }),
};
const where = z.string().min(1).max(2_000).optional().meta({
  description:
    "Condition on a pair's fields: modality = 'MRI' AND label LIKE '%glioma%'; also IN, ILIKE, BETWEEN, IS NULL.",
});

export const SearchBody = z
  .strictObject({
    ...scan,
    scan: id.optional().meta({ description: "Id of a stored scan; or leave it out and send a text." }),
    text: z.string().trim().min(1).max(4_000).optional(),
    library,
    k: z.int().min(1).max(100).default(10),
    where,
    excludeCase: z.string().min(1).max(500).optional(),
  })
  .refine(({ scan, text }) => scan !== undefined || text !== undefined, {
    path: ["scan"],
    error: "neither scan nor text",
  })
  .refine(({ scan, view, region }) => scan !== undefined || (view === undefined && region === undefined), {
    path: ["scan"],
  })
  .meta({ id: "SearchBody" });

/** No path, and no way out of the folder. */
const adapter = z.string().regex(adapterName);

export const ClassifyBody = z
  .strictObject({
    ...scan,
    labels: z.array(z.string().trim().min(1).max(300)).min(1).max(1_000).optional(),
    promptSet: id.optional().meta({ description: "Id of a shipped prompt set, instead of labels." }),
    adapter: adapter
      .optional()
      .meta({ description: "Name of an adapter in the home's folder `adapters`, without .json, instead of either." }),
    multi: z
      .boolean()
      .default(false)
      .meta({ description: "Each name by itself, against its absence; a single name always is." }),
  })
  .refine(
    ({ labels, promptSet, adapter }) => [labels, promptSet, adapter].filter((each) => each !== undefined).length === 1,
    {
      path: ["labels"],
      error: "not exactly one of labels, promptSet and adapter",
    },
  )
  .refine(({ multi, adapter }) => !multi || adapter === undefined, { path: ["multi"], error: "not with an adapter" })
  .meta({ id: "ClassifyBody" });

/** Names in templates that are embedded while somebody types: half a minute of one core. */
const mostTriedTexts = 5_000;
const words = z.string().trim().min(1).max(300);
export const TryNamesBody = z
  .strictObject({
    library,
    where,
    templates: z
      .array(
        z
          .string()
          .max(500)
          .refine((template) => template.split("{}").length === 2),
      )
      .min(1)
      .max(100)
      .meta({ description: "Each holds {} exactly once." }),
    classes: z
      .array(
        z.strictObject({
          name: words,
          synonyms: z.array(words).min(1).max(100),
          labels: z.array(z.string().max(1_000)).max(1_000).meta({ description: "Labels of pairs that mean it." }),
        }),
      )
      .min(2)
      .max(1_000),
  })
  .refine(
    ({ templates, classes }) =>
      templates.length * classes.reduce((sum, { synonyms }) => sum + synonyms.length, 0) <= mostTriedTexts,
    { path: ["templates"], error: "too many texts" },
  )
  .meta({ id: "TryNamesBody", description: "At most 5,000 texts: synonyms times templates." });
export const LocateBody = z
  .strictObject({
    ...scan,
    text: z.string().trim().min(1).max(4_000).optional().meta({ description: "Words to look for." }),
    labels: z.array(z.string().trim().min(1).max(300)).min(1).max(1_000).optional(),
    promptSet: id.optional().meta({ description: "Id of a shipped prompt set, instead of labels." }),
    class: z.string().trim().min(1).max(300).optional().meta({ description: "Which of the names is looked for." }),
    contrast: z
      .boolean()
      .default(false)
      .meta({ description: "Set the class against the others: cosine less the mean of theirs." }),
    opacity: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: "Of the colours over the image; 0.5 if left out." }),
  })
  .refine(({ labels, promptSet }) => labels === undefined || promptSet === undefined, { path: ["labels"] })
  .refine(({ text, labels, promptSet }) => (text === undefined) !== (labels === undefined && promptSet === undefined), {
    path: ["text"],
    error: "either text, or names and a class",
  })
  .refine(({ text, class: name }) => (text === undefined) === (name !== undefined), { path: ["class"] })
  .meta({ id: "LocateBody" });

const pairIds = z.array(z.string().regex(/^[0-9a-f]{32}$/)).max(50);

export const AskBody = z
  .strictObject({
    ...writer,
    question: z.string().trim().min(1).max(4_000),
    session: id.optional().meta({ description: "A session to go on with." }),
    k: z.int().min(1).max(100).default(8).meta({ description: "Similar cases to read." }),
    shots: z.int().min(0).max(16).optional().meta({
      description:
        "Similar cases that a language model with vision is shown as pictures with their texts, where its context holds them; 4 if left out.",
    }),
    pin: pairIds.optional().meta({ description: "Pairs that are always read, from this answer on in its session." }),
    ban: pairIds.optional().meta({ description: "Pairs whose whole cases are never read again in the session." }),
    release: pairIds.optional().meta({ description: "Pairs that are neither pinned nor banned any more." }),
  })
  .meta({ id: "AskBody" });

export const SessionBody = z
  .strictObject({ scan: id.meta({ description: "Id of a stored scan." }) })
  .meta({ id: "SessionBody" });

export const MarkBody = z
  .strictObject({
    pair: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .meta({ description: "Id of a pair of the library." }),
    mark: z.enum(["pin", "ban", "release"]).meta({
      description: "pin: always read in this conversation; ban: its whole case is never read again; release: neither.",
    }),
    library,
  })
  .meta({ id: "MarkBody" });

export const ControlBody = z
  .strictObject({
    kind: z.enum(controlKinds).meta({
      description:
        "A blank image in place of the scan; the question in other words; or a language model five times more.",
    }),
  })
  .meta({ id: "ControlBody" });

export const ReportBody = z
  .strictObject({
    ...writer,
    template: id.optional().meta({ description: "Id of a template; the one made for this kind of image if left out." }),
    prior: z.string().min(1).max(200_000).optional().meta({
      description: "An earlier report of this patient: quoted in the comparison, and sent to no language model.",
    }),
  })
  .meta({ id: "ReportBody" });

const text = z.string().min(1).max(4_000);
const Sentence = z.strictObject({
  text,
  citations: z
    .array(z.strictObject({ marker: z.string().max(20), evidenceId: id, pairId: id.optional(), quote: text }))
    .max(100),
  flag: z
    .strictObject({
      code: z.enum([
        "UNSUPPORTED",
        "CITATION_INVALID",
        "OTHER_PATIENT",
        "LOW_AGREEMENT",
        "NO_REPORT_SENTENCES",
        "EDITED",
      ]),
      message: z.string().max(1_000),
    })
    .optional(),
});

export const ReportEdit = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .meta({ description: "The version that the edit was made from; where the draft has another, it is refused." }),
    sections: z
      .array(z.strictObject({ id, sentences: z.array(Sentence).max(200) }))
      .min(1)
      .max(50),
  })
  .meta({ id: "ReportEdit" });

const reportVersion = z
  .int()
  .min(1)
  .meta({ description: "The version that you have seen; where there is another, it is refused." });

export const ReportConfirmBody = z
  .strictObject({
    version: reportVersion,
    by: z.string().min(1).max(200).meta({ description: "Name of who read the image and every sentence." }),
    acceptFlagged: z.boolean().default(false).meta({
      description: "Flagged sentences and other patients' words may stay in it; without this they refuse it.",
    }),
  })
  .meta({ id: "ReportConfirmBody" });

export const ReportRevertBody = z
  .strictObject({
    version: reportVersion,
    to: z.int().min(1).meta({ description: "The earlier version whose sentences come back." }),
  })
  .meta({ id: "ReportRevertBody" });

export const IngestBody = z
  .strictObject({
    sources: z
      .array(
        z
          .string()
          .min(1)
          .max(4_096)
          .refine((path) => isAbsolute(path) && !path.includes("\0"), { error: "not absolute" }),
      )
      .min(1)
      .max(100)
      .meta({ description: "Absolute paths on the server's computer." }),
    format: z.enum(sourceFormats).default("auto"),
    retryFailed: z.boolean().default(false),
  })
  .meta({ id: "IngestBody" });

export const SavePairBody = z
  .strictObject({
    scan: id.meta({ description: "Id of a stored scan: its de-identified view is what is kept." }),
    text: z
      .string()
      .min(1)
      .max(maxTextCharacters)
      .meta({ description: "What the image shows, in the user's words: searched and cited from now on." }),
    label: z.string().min(1).max(300).optional(),
  })
  .meta({ id: "SavePairBody" });

export const LibraryDeleteBody = z
  .strictObject({ confirm: z.string().min(1).max(64).meta({ description: "The library's name again." }) })
  .meta({ id: "LibraryDeleteBody" });

const wholeNumber = (least: number, greatest: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .refine((digits) => Number(digits) >= least && Number(digits) <= greatest)
    .transform(Number);

const versionNumber = wholeNumber(1, 999_999_999);
export const ReportVersionQuery = z.strictObject({
  version: versionNumber.optional().meta({ description: "The present one if left out." }),
});
export const ReportCompareQuery = z.strictObject({
  against: versionNumber.optional().meta({ description: "The version before it if left out." }),
});

export const PairsQuery = z.strictObject({
  offset: wholeNumber(0, 100_000_000).optional(),
  limit: wholeNumber(1, 200).optional(),
  where,
});
export const ViewQuery = z.strictObject({
  thumb: wholeNumber(16, 1_024)
    .optional()
    .meta({ description: "Short side in pixels; the whole picture if left out." }),
});
export const SessionsQuery = z.strictObject({
  scan: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: "SHA-256 of a scan." }),
});
export const ExplainQuery = z.strictObject({
  replay: z.enum(["", "0", "1", "true", "false"]).optional().meta({ description: "Gather the same evidence again." }),
});
