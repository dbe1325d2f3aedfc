import type { CitedCase } from "./cited-case.ts";
import { type PdfPages, style } from "./pdf-pages.ts";
import { fitInto, pictureSize } from "./picture-size.ts";

const view = { width: 78, height: 78 } as const;
const columnGap = 12;
const numberWidth = 18;
const sourceWidth = 152;
const sourceSize = 7;
/** A caption is cut at this height: the report quotes the sentences it uses in full. */
const tallestText = 190;

/** The table of the cases that the report quotes: number, view, what was written, and where it comes from. */
export function drawCases(pages: PdfPages, cases: readonly CitedCase[], views: ReadonlyMap<string, Uint8Array>): void {
  if (cases.length === 0) return;
  pages.keep(60 + view.height);
  pages.heading("Cited cases: other patients, quoted only");
  for (const each of cases) drawCase(pages, each, views.get(each.pairId));
}

function drawCase(pages: PdfPages, each: CitedCase, bytes: Uint8Array | undefined): void {
  const { document } = pages;
  const { left } = document.page.margins;
  const textLeft = left + numberWidth + view.width + columnGap;
  const textWidth = pages.width - numberWidth - view.width - sourceWidth - 2 * columnGap;
  const text = pages.plain(each.text);
  const about = [
    `Case ${each.case}`,
    `Pair ${each.pairId}`,
    `Likeness ${each.cosine.toFixed(2)}`,
    `Source: ${each.source}`,
    `Licence: ${each.licence}`,
  ].map((line) => pages.plain(line));
  const { font, size, color, lineGap } = style.small;
  const write = (lines: string, x: number, y: number, width: number, fontSize: number = size) => {
    document.font(font).fontSize(fontSize).fillColor(color);
    document.text(lines, x, y, { width, lineGap, height: tallestText, ellipsis: true });
  };

  document.font(font).fontSize(size);
  const heights = [
    view.height,
    Math.min(tallestText, document.heightOfString(text, { width: textWidth, lineGap })),
    Math.min(tallestText, document.heightOfString(about.join("\n"), { width: sourceWidth, lineGap })),
  ];
  const height = Math.max(...heights) + 14;
  pages.keep(height);
  const top = document.y;
  document
    .moveTo(left, top)
    .lineTo(left + pages.width, top)
    .lineWidth(0.5)
    .strokeColor("#cbd2d9")
    .stroke();
  write(each.marker.slice(1, -1), left, top + 7, numberWidth);
  const pictureBytes = bytes && pictureSize(bytes);
  if (bytes && pictureBytes) {
    const box = fitInto(pictureBytes, view);
    document.image(Buffer.from(bytes), left + numberWidth, top + 7, box);
  } else write("No view is kept.", left + numberWidth, top + 7, view.width);
  write(text, textLeft, top + 7, textWidth);
  write(about.join("\n"), textLeft + textWidth + columnGap, top + 7, sourceWidth, sourceSize);
  document.y = top + height;
}
