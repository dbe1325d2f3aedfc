import fc from "fast-check";
import { expect, test } from "vitest";
import { type CaseFilters, whereOf } from "../../ui/src/cases/case-filters.ts";
import { passages } from "../../ui/src/cases/passages.ts";

const none: CaseFilters = { text: "", modality: "", source: "", label: "", withoutOwnCase: false, k: 24 };

test("every character of a text is in exactly one passage, and every quote that stands in it is marked", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 80 }),
      fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { maxLength: 4 }),
      (text, cuts) => {
        const quotes = cuts.map(([a, b]) => text.slice(Math.min(a, b), Math.max(a, b)));
        const found = passages(text, [...quotes, "this stands nowhere in it"]);
        expect(found.map(({ piece }) => piece).join("")).toBe(text);
        const marked = found.map(({ piece, quoted }) => (quoted ? piece : "\u0000")).join("");
        for (const quote of quotes) expect(quote === "" || marked.includes(quote)).toBe(true);
      },
    ),
  );
});

test("quotes that touch or overlap are one passage", () => {
  const quoted = passages("a small nodule in the left lung", ["small nodule", "nodule in"]).filter(
    (each) => each.quoted,
  );
  expect(quoted.map(({ piece }) => piece)).toEqual(["small nodule in"]);
});

test("filters become one condition, with quotation marks doubled", () => {
  expect(whereOf(none)).toBeUndefined();
  expect(whereOf({ ...none, modality: "MRI", source: "St. Mary's", label: "Tumour's" })).toBe(
    "modality = 'MRI' AND source = 'St. Mary''s' AND contains(lower(label), 'tumour''s')",
  );
});
