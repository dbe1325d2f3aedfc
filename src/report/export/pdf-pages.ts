import { capital, type StatusWords } from "./draft-words.ts";
import { pdfText, unknownCharacter } from "./pdf-text.ts";

type Document = PDFKit.PDFDocument;

export interface TextStyle {
  readonly font: "Helvetica" | "Helvetica-Bold" | "Helvetica-Oblique";
  readonly size: number;
  readonly color: string;
  readonly lineGap: number;
  /** Space after it, in points. */
  readonly gap: number;
  readonly indent?: number;
}

const body: TextStyle = { font: "Helvetica", size: 10, color: "#1f2933", lineGap: 2.5, gap: 5 };
export const style = {
  body,
  title: { ...body, font: "Helvetica-Bold", size: 19, lineGap: 0 },
  heading: { ...body, font: "Helvetica-Bold", size: 12, lineGap: 0, gap: 5 },
  small: { ...body, size: 8, color: "#52606d", lineGap: 1.5, gap: 3 },
  flag: { ...body, font: "Helvetica-Oblique", size: 8.5, color: "#8a5200", lineGap: 1, gap: 6 },
} as const satisfies Record<string, TextStyle>;

const citationSize = 6.5;
/** A paragraph of at most this height is not parted by the end of a page, in points. */
const keptTogether = 160;

/** Of the banner, by what it says. */
const bannerColours = {
  draft: { fill: "#fff3c4", text: "#7c4a03" },
  confirmed: { fill: "#def7e5", text: "#14532d" },
} as const;
const bannerSizes = [9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5];

/** Text and pictures down the pages of a PDF; a banner at the head and a page number at the foot of each. */
export class PdfPages {
  readonly document: Document;
  #changed = false;

  constructor(document: Document) {
    this.document = document;
  }

  get width(): number {
    const { width, margins } = this.document.page;
    return width - margins.left - margins.right;
  }

  /** The text as the fonts can write it. */
  plain(text: string): string {
    const plain = pdfText(text);
    this.#changed ||= plain.changed;
    return plain.text;
  }

  /** Begins a page unless so many points are left on this one. */
  keep(points: number): void {
    const { page, y } = this.document;
    if (y + points > page.height - page.margins.bottom) this.document.addPage();
  }

  text(text: string, { font, size, color, lineGap, gap, indent = 0 }: TextStyle): void {
    const left = this.document.page.margins.left + indent;
    const options = { width: this.width - indent, lineGap };
    this.document.font(font).fontSize(size);
    this.keep(Math.min(keptTogether, this.document.heightOfString(this.plain(text), options)));
    this.document.font(font).fontSize(size).fillColor(color); // a new page begins in its own
    this.document.text(this.plain(text), left, this.document.y, options);
    this.document.y += gap;
  }

  heading(text: string): void {
    this.keep(60); // never alone at the foot of a page
    this.document.y += 9;
    this.text(text, style.heading);
  }

  /** A sentence with small raised numbers behind it. @param below height of what belongs below it, in points */
  sentence(text: string, numbers: readonly string[], below: number): void {
    const { font, size, color, lineGap, gap } = style.body;
    const { document } = this;
    document.font(font).fontSize(size);
    const height = document.heightOfString(this.plain(text), { width: this.width, lineGap });
    this.keep(Math.min(keptTogether, height + gap + below));
    document.font(font).fontSize(size).fillColor(color);
    const { left } = document.page.margins;
    const options = { width: this.width, lineGap };
    if (numbers.length === 0) document.text(this.plain(text), left, document.y, options);
    else {
      document.text(this.plain(text), left, document.y, { ...options, continued: true });
      document
        .fontSize(6.5)
        .fillColor("#0b69a3")
        .text(` ${numbers.join(", ")}`, { ...options, baseline: -3.9 });
      document.y += (size - citationSize) * 1.156; // the last line is as tall as its text, not as its numbers
    }
    document.y += gap;
  }

  /** A picture with small lines of text to its right. */
  pictureBeside(
    bytes: Uint8Array,
    { width, height }: { readonly width: number; readonly height: number },
    lines: readonly string[],
  ): void {
    this.keep(height);
    const { document } = this;
    const top = document.y;
    document.image(Buffer.from(bytes), document.page.margins.left, top, { width, height });
    for (const line of lines) this.text(line, { ...style.small, indent: width + 16, gap: 5 });
    document.y = Math.max(document.y, top + height) + 6;
  }

  /** Draws head and foot of every page. Nothing is written after it. */
  finish(status: StatusWords, state: keyof typeof bannerColours): void {
    const { document } = this;
    this.plain(status.banner); // what it cannot write is noted too
    if (this.#changed) {
      const note = `Letters and signs that this document's fonts lack were spelled out, lost their accents, or are shown as ${unknownCharacter}; the other formats hold them as written.`;
      this.text(note, style.small);
    }
    const { start, count } = document.bufferedPageRange();
    for (let i = 0; i < count; i++) {
      document.switchToPage(start + i);
      this.#drawFrame(i + 1, count, status, bannerColours[state]);
    }
  }

  #drawFrame(
    number: number,
    count: number,
    status: StatusWords,
    colours: { readonly fill: string; readonly text: string },
  ): void {
    const { document } = this;
    const { width, height, margins } = document.page;
    document.page.margins = { ...margins, bottom: 0 }; // the foot lies in the margin: pdfkit would begin a page for it
    document.rect(margins.left, 32, this.width, 26).fill(colours.fill);
    const banner = this.plain(status.banner);
    document.font("Helvetica-Bold").fillColor(colours.text);
    // A long name makes the line small rather than cut.
    const fits = (size: number) => document.fontSize(size).widthOfString(banner) <= this.width - 12;
    document.fontSize(bannerSizes.find(fits) ?? bannerSizes[bannerSizes.length - 1]);
    document.text(banner, margins.left, 41, { width: this.width, align: "center", lineBreak: false });
    document.font("Helvetica").fontSize(8).fillColor("#52606d");
    document.text(`${capital(status.short)} · page ${number} of ${count}`, margins.left, height - 42, {
      width: width - margins.left - margins.right,
      align: "center",
      lineBreak: false,
    });
    document.page.margins = margins;
  }
}
