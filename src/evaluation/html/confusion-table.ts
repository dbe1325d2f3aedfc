import { html, Markup } from "./markup.ts";

/** Rows of each class, by what they were called; the shade is the part of the class. */
export function confusionTable(names: readonly string[], confusion: readonly (readonly number[])[]): Markup {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const cell = (count: number, of: number) => {
    const part = of > 0 ? Math.round((60 * count) / of) : 0;
    return html`<td style="${new Markup(`background: color-mix(in srgb, var(--accent) ${part}%, transparent)`)}">${count}</td>`;
  };
  return html`<div class="scroll"><table class="confusion"><thead><tr><th>class</th>${names.map((_, i) => html`<th class="number">${i + 1}</th>`)}<th class="number">rows</th></tr></thead>
<tbody>${confusion.map((counts, i) => html`<tr><th>${i + 1} ${names[i]}</th>${counts.map((count) => cell(count, total(counts)))}<td>${total(counts)}</td></tr>`)}</tbody></table></div>
<p class="note">Each row of the table is a class, each column what its images were called, by number.</p>`;
}
