import type { ScoreEvidence } from "../../chat/contract.ts";
import type { Report, ReportPictures, ReportSection } from "../contract.ts";
import { flagInWords, markersOf, notesOf } from "./cited-case.ts";
import { emptySection, type StatusWords, statusWords } from "./draft-words.ts";
import { escapeXml, xmlCharacters } from "./escape-xml.ts";
import { toMarkdown } from "./markdown.ts";
import { pictureSize } from "./picture-size.ts";

/**
 * LOINC codes of the document. Source: FHIR R4's value sets `document-classcodes` (18748-4) and `c80-doc-typecodes` (11526-1).
 */
const documentCodes = {
  imaging: { code: "18748-4", display: "Diagnostic imaging study" },
  pathology: { code: "11526-1", display: "Pathology study" },
} as const;

/**
 * The report as a FHIR R4 DiagnosticReport: `preliminary` while it is a draft, `final` once somebody confirmed it, `amended` where an earlier
 * version was confirmed too; who confirmed it is its `resultsInterpreter`. It names no patient, since none is known: whoever files it adds
 * the subject. The scan's scores are contained observations, the key image is a contained Media; other patients' cases stand in the
 * narrative as quotes and nowhere else.
 */
export function toFhir(report: Report, { keyImage }: Pick<ReportPictures, "keyImage">): string {
  const { code, display } = documentCodes[report.provenance.template.document];
  const scores = report.evidence.filter((each): each is ScoreEvidence => each.kind === "score");
  const { confirmation } = report;
  const words = statusWords(report);
  const observations = scores.map((each) => observationOf(each, confirmation ? "final" : "preliminary"));
  const title = xmlCharacters(report.template.title);
  const resource = {
    resourceType: "DiagnosticReport",
    id: report.id.replaceAll("_", "-"),
    meta: { versionId: `${report.version}`, lastUpdated: changedAt(report) },
    language: "en",
    text: { status: "generated", div: narrative(report, words) },
    contained: [...observations, mediaOf(keyImage)],
    status: statusOf(report),
    code: { coding: [{ system: "http://loinc.org", code, display }], text: `${title} (${words.short})` },
    issued: confirmation?.at ?? report.createdAt,
    ...(confirmation && { resultsInterpreter: [{ display: xmlCharacters(confirmation.by) }] }),
    ...(observations.length > 0 && { result: observations.map(({ id }) => ({ reference: `#${id}` })) }),
    media: [{ comment: "The scan that was drafted from.", link: { reference: "#key-image" } }],
    conclusion: conclusionOf(report.sections, words),
    presentedForm: [
      {
        contentType: "text/markdown; charset=utf-8",
        language: "en",
        data: Buffer.from(toMarkdown(report)).toString("base64"),
        title: `${title}: ${words.short}`,
        creation: changedAt(report),
      },
    ],
  };
  return `${JSON.stringify(resource, null, 2)}\n`;
}

/** FHIR R4's codes, http://hl7.org/fhir/R4/valueset-diagnostic-report-status.html: a report that was final and then modified is amended. */
function statusOf({ draft, earlierConfirmations }: Report): "preliminary" | "final" | "amended" {
  if (draft) return "preliminary";
  return earlierConfirmations.length > 0 ? "amended" : "final";
}

function changedAt({ confirmation, savedAt, createdAt }: Report): string {
  return confirmation?.at ?? savedAt ?? createdAt;
}

/** One question to the encoder: each name's share, a number without unit. */
function observationOf({ id, question, text, scores }: ScoreEvidence, status: "preliminary" | "final") {
  return {
    resourceType: "Observation",
    id: `score-${id.toLowerCase()}`,
    status,
    code: { text: xmlCharacters(`${question}: share of the image's scores`) },
    note: [{ text: xmlCharacters(text) }],
    component: scores.map(({ name, share }) => ({
      code: { text: xmlCharacters(name) },
      valueQuantity: { value: Math.round(share * 10_000) / 10_000, system: "http://unitsofmeasure.org", code: "1" },
    })),
  };
}

function mediaOf(keyImage: Uint8Array) {
  const size = pictureSize(keyImage);
  return {
    resourceType: "Media",
    id: "key-image",
    status: "completed",
    ...(size && { width: size.widthPx, height: size.heightPx }),
    content: {
      contentType: size?.type === "png" ? "image/png" : "image/jpeg",
      data: Buffer.from(keyImage).toString("base64"),
      title: "Key image",
    },
  };
}

function conclusionOf(sections: readonly ReportSection[], { banner }: StatusWords): string {
  const last = sections[sections.length - 1];
  const texts = last.sentences.map(({ text, flag }) => `${text}${flag ? ` (${flagInWords[flag.code]})` : ""}`);
  return xmlCharacters(
    [`${banner}.`, `${last.title}:`, ...(texts.length > 0 ? texts : ["nothing was drafted."])].join(" "),
  );
}

function narrative({ template, sections }: Report, words: StatusWords): string {
  const body = sections.map(({ title, sentences }) => {
    const items = sentences.map((sentence) => {
      const notes = notesOf(sentence);
      const note = notes.length > 0 ? ` <i>(${escapeXml(notes.join("; "))})</i>` : "";
      return `<p>${escapeXml([sentence.text, markersOf(sentence.citations).join("")].join(" ").trim())}${note}</p>`;
    });
    return `<h3>${escapeXml(title)}</h3>${items.join("") || `<p>${emptySection}</p>`}`;
  });
  const banner = `<p><b>${escapeXml(words.banner)}</b></p>`;
  return `<div xmlns="http://www.w3.org/1999/xhtml">${banner}<p>${escapeXml(words.advice)}</p><h2>${escapeXml(template.title)}</h2>${body.join("")}${banner}</div>`;
}
