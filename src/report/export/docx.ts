import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from "docx";
import type { Report, ReportPictures, ReportSentence } from "../contract.ts";
import { type CitedCase, citedCases, markersOf, notesOf, ownEvidence, provenanceLines } from "./cited-case.ts";
import { capital, emptySection, type StatusWords, statusWords } from "./draft-words.ts";
import { xmlCharacters } from "./escape-xml.ts";
import { fitInto, pictureSize } from "./picture-size.ts";

const ink = "1f2933";
const grey = "616e7c";
const amber = { fill: "fff3c4", text: "7c4a03" } as const;
const green = { fill: "def7e5", text: "14532d" } as const;

/** The report as a Word document: A4, its banner in the header and the footer of every page, the key image, the cited cases. */
export async function toDocx(report: Report, pictures: ReportPictures): Promise<Uint8Array> {
  const cases = citedCases(report);
  const status = statusWords(report);
  const document = new Document({
    title: xmlCharacters(`${report.template.title}: ${status.short}`),
    description: xmlCharacters(status.banner),
    creator: "caselens",
    lastModifiedBy: "caselens",
    styles: {
      default: {
        document: {
          run: { font: "Calibri", size: 21, color: ink },
          paragraph: { spacing: { after: 100, line: 276, lineRule: LineRuleType.AUTO } },
        },
        title: { run: { size: 36, bold: true, color: ink }, paragraph: { spacing: { before: 120, after: 120 } } },
        heading1: { run: { size: 24, bold: true, color: ink }, paragraph: { spacing: { before: 260, after: 80 } } },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11_906, height: 16_838 },
            margin: { top: 1_300, bottom: 1_100, left: 1_134, right: 1_134 },
          },
        },
        headers: { default: new Header({ children: [banner(report, status)] }) },
        footers: { default: new Footer({ children: [footer(status)] }) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [run(report.template.title)] }),
          new Paragraph({
            children: [run(status.advice, { color: grey, size: 18 })],
            spacing: { after: 160, line: 276, lineRule: LineRuleType.AUTO },
          }),
          ...keyImage(pictures.keyImage),
          ...provenanceLines(report).map((line) => small(line)),
          ...report.sections.flatMap(({ title, sentences }) => [
            heading(title),
            ...(sentences.length > 0 ? sentences.map(sentenceParagraph) : [small(emptySection)]),
          ]),
          ...(report.flags.length > 0 ? [heading("Notes"), ...report.flags.map(({ message }) => small(message))] : []),
          heading("Evidence from this scan"),
          ...ownEvidence(report).map(({ marker, text }) => small(`${marker} ${text}`)),
          ...(cases.length > 0
            ? [heading("Cited cases: other patients, quoted only"), casesTable(cases, pictures.citedCases)]
            : []),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

type RunOptions = Readonly<{ bold?: boolean; italics?: boolean; color?: string; size?: number; superScript?: boolean }>;

function run(text: string, options: RunOptions = {}): TextRun {
  return new TextRun({ text: xmlCharacters(text).replace(/\s+/g, " "), ...options });
}

function heading(text: string): Paragraph {
  return new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, children: [run(text)] });
}

function small(text: string): Paragraph {
  return new Paragraph({
    children: [run(text, { size: 16, color: grey })],
    spacing: { after: 30, line: 240, lineRule: LineRuleType.AUTO },
  });
}

function banner({ draft }: Report, { banner: text }: StatusWords): Paragraph {
  const colours = draft ? amber : green;
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    shading: { type: ShadingType.CLEAR, color: "auto", fill: colours.fill },
    spacing: { before: 40, after: 40 },
    children: [run(text, { bold: true, color: colours.text, size: 18 })],
  });
}

function footer({ short }: StatusWords): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [
      new TextRun({ text: `${capital(short)} · page `, size: 16, color: grey }),
      new TextRun({ children: [PageNumber.CURRENT, " of ", PageNumber.TOTAL_PAGES], size: 16, color: grey }),
    ],
  });
}

function sentenceParagraph(sentence: ReportSentence): Paragraph {
  const markers = markersOf(sentence.citations).join("");
  const notes = notesOf(sentence);
  return new Paragraph({
    children: [
      run(sentence.text),
      ...(markers ? [run(` ${markers}`, { size: 17, color: grey })] : []),
      ...(notes.length > 0 ? [run(`  ${notes.join("; ")}`, { italics: true, size: 18, color: amber.text })] : []),
    ],
  });
}

function keyImage(bytes: Uint8Array): readonly Paragraph[] {
  const picture = pictureRun(bytes, { width: 280, height: 260 }, "Key image: the scan that was drafted from");
  if (!picture) return [];
  return [
    new Paragraph({ children: [picture], keepNext: true, spacing: { after: 40 } }),
    new Paragraph({ children: [run("Key image: the scan that this was drafted from.", { size: 17, color: grey })] }),
  ];
}

function pictureRun(
  bytes: Uint8Array,
  box: { readonly width: number; readonly height: number },
  name: string,
): ImageRun | null {
  const size = pictureSize(bytes);
  if (!size) return null;
  return new ImageRun({
    type: size.type,
    data: bytes,
    transformation: fitInto(size, box),
    altText: { name, title: name, description: name },
  });
}

const columns = [500, 1_650, 4_288, 3_200] as const;

function casesTable(cases: readonly CitedCase[], views: ReportPictures["citedCases"]): Table {
  const line = { style: BorderStyle.SINGLE, size: 4, color: "cbd2d9" };
  const none = { style: BorderStyle.NONE, size: 0, color: "auto" };
  return new Table({
    width: { size: columns.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: [...columns],
    borders: { top: line, bottom: line, left: none, right: none, insideVertical: none, insideHorizontal: line },
    rows: [
      row(
        ["", "View", "What was written", "Case and source"].map((title) => [small(title)]),
        true,
      ),
      ...cases.map((each) => {
        const bytes = views.get(each.pairId);
        const picture = bytes && pictureRun(bytes, { width: 96, height: 96 }, `View of case ${each.case}`);
        return row([
          [small(each.marker)],
          [picture ? new Paragraph({ children: [picture] }) : small("No view is kept.")],
          [small(each.text)],
          [
            new Paragraph({ children: [run(`Case ${each.case}`, { size: 17, bold: true })], spacing: { after: 40 } }),
            small(`Pair ${each.pairId}; likeness ${each.cosine.toFixed(2)}`),
            small(`Source: ${each.source}`),
            small(`Licence: ${each.licence}`),
          ],
        ]);
      }),
    ],
  });
}

function row(cells: readonly (readonly Paragraph[])[], tableHeader = false): TableRow {
  return new TableRow({
    cantSplit: true,
    tableHeader,
    children: cells.map(
      (children, i) =>
        new TableCell({
          children: [...children],
          width: { size: columns[i], type: WidthType.DXA },
          verticalAlign: VerticalAlign.TOP,
          margins: { top: 60, bottom: 60, left: 60, right: 60 },
        }),
    ),
  });
}
