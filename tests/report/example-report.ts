import { encodePng } from "../../src/imaging/view.ts";
import type { Report, ReportDraft, ReportPictures } from "../../src/report/contract.ts";

export const pairId = "0123456789abcdef0123456789abcdef";

/** A report with everything in it that an export must show. @param quote what the other case's reporter wrote */
export function exampleReport(quote = "The ventricles are symmetric."): Report {
  return {
    id: "r-1",
    createdAt: "2026-01-02T03:04:05.000Z",
    version: 1,
    savedAt: "2026-01-02T03:04:05.000Z",
    edited: false,
    revertedTo: null,
    confirmation: null,
    earlierConfirmations: [],
    draft: true,
    template: { id: "brain-mr", title: "Brain MR" },
    sections: [
      {
        id: "technique",
        title: "Technique",
        sentences: [
          {
            text: "This image looks like an MRI.",
            citations: [{ marker: "[1]", evidenceId: "E1", quote: "mri 0.99" }],
          },
        ],
      },
      {
        id: "findings",
        title: "Findings",
        sentences: [
          {
            text: "This scan's image does not fit glioma; such statements were right for 95 % of 289 test images.",
            citations: [{ marker: "[2]", evidenceId: "E2", quote: "glioma 0.03" }],
          },
          {
            text: `In case A1 the reporter wrote: "${quote}"`,
            citations: [{ marker: "[3]", evidenceId: "E3", pairId, quote }],
          },
        ],
      },
      {
        id: "impression",
        title: "Impression",
        sentences: [
          {
            text: "Nothing is stated.",
            citations: [],
            flag: { code: "LOW_AGREEMENT", message: "The shares are near to one another." },
          },
        ],
      },
    ],
    evidence: [
      {
        id: "E1",
        marker: "[1]",
        kind: "score",
        question: "kind of image",
        scores: [
          { name: "mri", share: 0.99 },
          { name: "ct", share: 0.01 },
        ],
        text: "Kind of image, share of 2 kinds: mri 0.99, ct 0.01.",
      },
      {
        id: "E2",
        marker: "[2]",
        kind: "score",
        question: "brain-mri-tumour",
        scores: [
          { name: "glioma", share: 0.03 },
          { name: "meningioma", share: 0.97 },
        ],
        text: "Brain tumour, MRI, share of 2 names: meningioma 0.97, glioma 0.03.",
      },
      {
        id: "E3",
        marker: "[3]",
        kind: "pair",
        pairId,
        case: "A1",
        cosine: 0.71,
        source: "made for a test",
        modality: "MRI",
        label: null,
        text: `${quote} More of it.`,
      },
    ],
    flags: [],
    provenance: {
      backend: "evidence-writer",
      encoder: "mini-v0@ee65ddaf",
      library: "cases",
      scanSha256: "ab".repeat(32),
      imageKind: null,
      seenInTraining: null,
      retrieved: [{ pairId, case: "A1", cosine: 0.71, licence: "CC0" }],
      template: { version: 1, source: "a test", document: "imaging" },
      region: null,
      record: {
        caselens: "0.1.0",
        models: [
          { role: "search and names", id: "mini@0" },
          { role: "scores", id: "mini@0" },
        ],
        prompts: [{ id: "brain-mr", version: 1, sha256: "0".repeat(64) }],
        library: { name: "cases", createdAt: "2026-01-01T00:00:00.000Z", version: 1 },
        views: [{ of: "scan", use: "encoded", sha256: "0".repeat(64) }],
        seed: null,
      },
    },
  };
}

/** The same before it is stored. */
export function exampleDraft(quote?: string): ReportDraft {
  const { template, sections, evidence, flags } = exampleReport(quote);
  return { draft: true, template, sections, evidence, flags };
}

export async function examplePictures(): Promise<ReportPictures> {
  const picture = await encodePng({ widthPx: 40, heightPx: 30, data: new Uint8Array(40 * 30 * 3).fill(120) });
  return { keyImage: picture, citedCases: new Map([[pairId, picture]]) };
}
