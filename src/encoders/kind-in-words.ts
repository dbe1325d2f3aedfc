const words: Readonly<Record<string, string>> = {
  xray: "X-ray",
  ct: "CT",
  mri: "MRI",
  histology: "histology slide",
  fundus: "fundus photograph",
  ultrasound: "ultrasound image",
  dermoscopy: "dermoscopy image",
};

/** A kind of image in the gate's word, written as people write it. */
export function kindInWords(kind: string): string {
  return words[kind] ?? kind;
}

/** With its article: "an X-ray", "a CT". */
export function aKindInWords(kind: string): string {
  const name = kindInWords(kind);
  return `${/^(?:[aeiou]|X-|MR)/i.test(name) ? "an" : "a"} ${name}`;
}
