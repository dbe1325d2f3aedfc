import type { ScoreEvidence } from "../../chat/contract.ts";
import type { Report, ReportPictures, ReportSection } from "../contract.ts";
import { flagInWords, markersOf, notesOf } from "./cited-case.ts";
import { draftAdvice, draftBanner, emptySection } from "./draft-words.ts";
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
 * The report as a FHIR R4 DiagnosticReport of status `preliminary`. It names no patient, since none is known: whoever files it adds the
 * subject. The scan's scores are contained observations, the key image is a contained Media; other patients' cases stand in the
 * narrative as quotes and nowhere else.
 */
export function toFhir(report: Report, { keyImage }: Pick<ReportPictures, "keyImage">): string {
  const { code, display } = documentCodes[report.provenance.template.document];
  const scores = report.evidence.filter((each): each is ScoreEvidence => each.kind === "score");
  const observations = scores.map(observationOf);
  const title = xmlCharacters(report.template.title);
  const resource = {
    resourceType: "DiagnosticReport",
    id: report.id.replaceAll("_", "-"),
    language: "en",
    text: { status: "generated", div: narrative(report) },
    contained: [...observations, mediaOf(keyImage)],
    status: "preliminary",
    code: { coding: [{ system: "http://loinc.org", code, display }], text: `${title} (unverified draft)` },
    issued: report.createdAt,
    ...(observations.length > 0 && { result: observations.map(({ id }) => ({ reference: `#${id}` })) }),
    media: [{ comment: "The scan that was drafted from.", link: { reference: "#key-image" } }],
    conclusion: conclusionOf(report.sections),
    presentedForm: [
      {
        contentType: "text/markdown; charset=utf-8",
        language: "en",
        data: Buffer.from(toMarkdown(report)).toString("base64"),
        title: `${title}: unverified draft`,
        creation: report.createdAt,
      },
    ],
  };
  return `${JSON.stringify(resource, null, 2)}\n`;
}

/** One question to the encoder: each name's share, a number without unit. */
function observationOf({ id, question, text, scores }: ScoreEvidence) {
  return {
    resourceType: "Observation",
    id: `score-${id.toLowerCase()}`,
    status: "preliminary",
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

function conclusionOf(sections: readonly ReportSection[]): string {
  const last = sections[sections.length - 1];
  const texts = last.sentences.map(({ text, flag }) => `${text}${flag ? ` (${flagInWords[flag.code]})` : ""}`);
  return xmlCharacters(
    [`${draftBanner}.`, `${last.title}:`, ...(texts.length > 0 ? texts : ["nothing was drafted."])].join(" "),
  );
}

function narrative({ template, sections }: Report): string {
  const body = sections.map(({ title, sentences }) => {
    const items = sentences.map((sentence) => {
      const notes = notesOf(sentence);
      const note = notes.length > 0 ? ` <i>(${escapeXml(notes.join("; "))})</i>` : "";
      return `<p>${escapeXml([sentence.text, markersOf(sentence.citations).join("")].join(" ").trim())}${note}</p>`;
    });
    return `<h3>${escapeXml(title)}</h3>${items.join("") || `<p>${emptySection}</p>`}`;
  });
  const banner = `<p><b>${escapeXml(draftBanner)}</b></p>`;
  return `<div xmlns="http://www.w3.org/1999/xhtml">${banner}<p>${escapeXml(draftAdvice)}</p><h2>${escapeXml(template.title)}</h2>${body.join("")}${banner}</div>`;
}
