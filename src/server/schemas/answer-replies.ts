import { z } from "zod";
import { controlKinds } from "../../app/control-contract.ts";
import { answerFields, ModelUseDocument, RecordDocument } from "../../chat/answer-schema.ts";
import { flagPartNames, wrongWays } from "../../chat/flag-score/contract.ts";
import { ConfirmationDocument, ReportDocument, SentenceDocument } from "../../report/report-schema.ts";
import { ImageKind, Region } from "./scan-replies.ts";

const text = z.string();

const MarkedPairs = z
  .array(z.object({ pairId: text, case: text }))
  .meta({ description: "What the user had pinned or banned; a ban is of the whole case." });

export const Answer = z
  .object({
    ...answerFields,
    id: text,
    session: text,
    partial: z.literal(true).optional(),
    errorCode: text.optional(),
    provenance: z.object({
      backend: text,
      model: text.optional(),
      prompt: text.optional(),
      modelUse: ModelUseDocument.optional(),
      judge: text.optional(),
      encoder: text,
      library: text,
      questionSha256: text,
      scanSha256: text,
      region: Region.nullable(),
      imageKind: ImageKind,
      familiarity: z.object({ cosine: z.number(), atLeast: z.number(), familiar: z.boolean() }).nullable(),
      seenInTraining: z.boolean().nullable(),
      retrieved: z.array(z.object({ pairId: text, cosine: z.number() })),
      record: RecordDocument.optional(),
      pinned: MarkedPairs.optional(),
      banned: MarkedPairs.optional(),
    }),
  })
  .meta({ id: "Answer", description: "The data of `done`." });

export const AnswerControl = z
  .object({
    id: text,
    kind: z.enum(controlKinds),
    answers: z.array(
      z.object({
        question: text,
        answer: text,
        shortAnswer: text.nullable(),
        abstained: z.boolean(),
        same: z.boolean(),
      }),
    ),
    same: z.int().nonnegative(),
    sentences: z.array(z.object({ text, agreeing: z.int().nonnegative() })),
  })
  .meta({ id: "AnswerControl" });

export const Report = ReportDocument.meta({ id: "Report" });
export const ReportList = z.object({
  reports: z.array(
    z.object({
      id: text,
      createdAt: z.iso.datetime(),
      template: z.object({ id: text, title: text }),
      version: z.int().positive(),
      edited: z.boolean(),
      draft: z.boolean(),
      confirmation: ConfirmationDocument.nullable(),
      scanSha256: text,
    }),
  ),
});
const version = z.int().positive();
export const ReportVersionList = z.object({
  versions: z.array(
    z.object({
      version,
      savedAt: z.iso.datetime().nullable(),
      edited: z.boolean(),
      revertedTo: version.nullable(),
      draft: z.boolean(),
      confirmation: ConfirmationDocument.nullable(),
      added: z.int().nonnegative(),
      removed: z.int().nonnegative(),
    }),
  ),
});
export const ComparedReportVersion = z
  .object({
    report: Report,
    against: version.meta({ description: "The version that it is compared with." }),
    changes: z.array(
      z.object({
        id: text,
        title: text,
        sentences: z.array(z.object({ change: z.enum(["same", "added", "removed"]), sentence: SentenceDocument })),
      }),
    ),
  })
  .meta({ id: "ReportVersion" });
export const TemplateList = z.object({
  templates: z.array(
    z.object({
      id: text,
      title: text,
      origin: z.enum(["shipped", "home"]),
      problem: text.nullable().meta({ description: "Why it cannot be used, naming the field." }),
    }),
  ),
});

const session = { id: text, scanSha256: text, createdAt: z.iso.datetime() };
export const Session = z
  .object({
    ...session,
    marks: z
      .array(z.object({ mark: z.enum(["pin", "ban"]), library: text, pairId: text, case: text }))
      .meta({ description: "Pairs pinned and cases banned in this conversation." }),
    turns: z.array(z.object({ question: text, answer: Answer, askedAt: z.iso.datetime() })),
  })
  .meta({ id: "Session" });
export const SessionList = z.object({ sessions: z.array(z.object(session)) });

export const Explanation = z
  .object({
    id: text,
    kind: z.enum(["answer", "report"]),
    createdAt: z.iso.datetime(),
    provenance: z.unknown(),
    replay: z
      .object({
        same: z.boolean(),
        missing: z.array(text),
        added: z.array(text),
        changes: z
          .array(z.object({ code: text, message: text }))
          .meta({ description: "What is another today: program, models, prompts, library, pairs." }),
      })
      .optional(),
  })
  .meta({ id: "Explanation" });

export const WeighedReport = z
  .object({
    id: text,
    version: z.int().positive(),
    sentences: z.array(
      z.object({
        section: text,
        text,
        score: z.object({
          share: z
            .number()
            .min(0)
            .max(1)
            .nullable()
            .meta({ description: "Of such sentences that are wrong; no chance." }),
          way: z.enum(wrongWays).nullable(),
          flagged: z.boolean(),
          parts: z.array(z.object({ name: z.enum(flagPartNames), adds: z.number(), message: text })),
        }),
      }),
    ),
  })
  .meta({ id: "WeighedReport" });
