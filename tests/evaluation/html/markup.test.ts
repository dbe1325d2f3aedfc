import fc from "fast-check";
import { expect, test } from "vitest";
import { html, Markup } from "../../../src/evaluation/html/markup.ts";

test("values are escaped, markup is not, lists are joined, and nothing is nothing", () => {
  const list = ["a", "b"].map((each) => html`<li>${each}</li>`);
  expect(html`<ul>${list}</ul>${null}${false}${0}`.text).toBe("<ul><li>a</li><li>b</li></ul>0");
  expect(html`<p title="${`"><script>`}">&${"&"}</p>`.text).toBe('<p title="&quot;&gt;&lt;script&gt;">&&amp;</p>');
});

test("characters that turn or hide text are taken out", () => {
  expect(html`${"tum\u202eour\u0000\u200b"}`.text).toBe("tumour");
});

test("no value opens a tag, closes an attribute or starts an entity", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
      const { text } = html`${value}`;
      expect(text).not.toMatch(/[<>"'`]/);
      expect(text.replace(/&(amp|lt|gt|quot|#39|#96);/g, "")).not.toContain("&");
      expect(html`${new Markup(text)}`.text).toBe(text);
    }),
  );
});
