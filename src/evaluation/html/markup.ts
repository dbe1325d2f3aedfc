import { cleanText } from "../../core/clean-text.ts";

/** Text that is HTML already: made by `html` alone. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, markup is not, a list is joined, and null and false are nothing. */
export type Content = string | number | Markup | null | false | readonly Content[];

/** A template whose values are escaped: a class name, a field or a file name can hold anything. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((all, part, i) => all + render(values[i - 1] ?? "") + part));
}

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === "string") return escapeHtml(content);
  if (typeof content === "number") return String(content);
  if (content === null || content === false) return "";
  return content.map(render).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** For text and for attributes in quotes; characters that hide or turn text around are taken out. */
export function escapeHtml(text: string): string {
  return cleanText(text).text.replace(/[&<>"'`]/g, (character) => entities[character]);
}
