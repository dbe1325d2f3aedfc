import { expect, test } from "vitest";
import { unescapeHtml } from "../../../src/encoders/tokenizers/html-unescape.ts";

// Made with CPython 3.11's html.unescape.
test.each([
  { text: "no reference", expected: "no reference" },
  { text: "x &lt; y &amp;amp; z", expected: "x < y &amp; z" },
  { text: "&copy 2020, &copyright; &notanentity;", expected: "© 2020, ©right; ¬anentity;" },
  { text: "&CounterClockwiseContourIntegral;", expected: "∳" },
  { text: "&NotEqualTilde; &nosuch; & &; &#; &#x;", expected: "≂̸ &nosuch; & &; &#; &#x;" },
  { text: "&#39;&#x1F600;&#X41 &#65x", expected: "'😀A Ax" },
  { text: "&#128;&#x81;&#0;&#xD800;&#x110000;&#99999999999;", expected: "€\u0081\ufffd\ufffd\ufffd\ufffd" },
  { text: "&#13;&#10;&#1;&#127;&#xFFFE;&#x1FFFF;&#xFDD0;|", expected: "\r\n|" },
])("$text", ({ text, expected }) => {
  expect(unescapeHtml(text)).toBe(expected);
});
