import PDFDocument from "pdfkit";
import type { Report, ReportPictures, ReportSentence } from "../contract.ts";
import { citedCases, markersOf, notesOf, ownEvidence, provenanceLines } from "./cited-case.ts";
import { emptySection, statusWords } from "./draft-words.ts";
import { drawCases } from "./pdf-cases.ts";
import { PdfPages, style } from "./pdf-pages.ts";
import { fitInto, pictureSize } from "./picture-size.ts";

/** Of a line that stands below a sentence, with what is around it. */
const noteHeight = 18;
/** Side of the box that the key image is fitted into, in points. */
const keyImageBox = { width: 240, height: 170 } as const;

/** The report as a PDF: A4, its banner and the page number on every page, the key image, the cited cases. */
export async function toPdf(report: Report, pictures: ReportPictures): Promise<Uint8Array> {
  const status = statusWords(report);
  const document = new PDFDocument({
    size: "A4",
    margins: { top: 84, bottom: 64, left: 56, right: 56 },
    bufferPages: true,
    lang: "en",
    displayTitle: true,
    info: {
      Title: `${report.template.title}: ${status.short}`,
      Subject: status.banner,
      Author: "caselens",
      CreationDate: new Date(report.createdAt),
    },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });
  const pages = new PdfPages(document);

  pages.text(report.template.title, { ...style.title, gap: 4 });
  pages.text(status.advice, { ...style.small, gap: 10 });
  drawKeyImage(pages, pictures.keyImage, provenanceLines(report));
  for (const { title, sentences } of report.sections) {
    pages.heading(title);
    if (sentences.length === 0) pages.text(emptySection, style.small);
    for (const sentence of sentences) drawSentence(pages, sentence);
  }
  if (report.flags.length > 0) {
    pages.heading("Notes");
    for (const { message } of report.flags) pages.text(message, style.small);
  }
  pages.heading("Evidence from this scan");
  for (const { marker, text } of ownEvidence(report)) pages.text(`${marker} ${text}`, style.small);
  drawCases(pages, citedCases(report), pictures.citedCases);
  pages.finish(status, report.draft ? "draft" : "confirmed");
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

/** The citations follow their sentence as small raised numbers; what is to be known of it stands below it. */
function drawSentence(pages: PdfPages, sentence: ReportSentence): void {
  const numbers = markersOf(sentence.citations).map((marker) => marker.slice(1, -1));
  const notes = notesOf(sentence);
  pages.sentence(sentence.text, numbers, notes.length > 0 ? noteHeight : 0);
  if (notes.length > 0) pages.text(notes.join("; "), { ...style.flag, indent: 10 });
}

/** The scan, and beside it where the draft comes from. */
function drawKeyImage(pages: PdfPages, bytes: Uint8Array, lines: readonly string[]): void {
  const size = pictureSize(bytes);
  if (size) pages.pictureBeside(bytes, fitInto(size, keyImageBox), ["The scan that this was drafted from", ...lines]);
  else for (const line of lines) pages.text(line, style.small);
}
