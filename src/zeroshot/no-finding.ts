const qualifier =
  "(?:acute|active|significant|relevant|abnormal|pathologic(?:al)?|radiographic|cardiopulmonary|pulmonary|other|of these)";
const nothingFound = new RegExp(
  `^(?:(?:no|without|absence of|nil)(?: ${qualifier})* (?:findings?|abnormalit(?:y|ies)|pathology|disease)|none(?: of these)?|nothing(?: found)?)$`,
);

/**
 * Whether a name says that nothing was found ("No Finding"), as NIH's and CheXpert's labels do. Among findings that may stand
 * together it is not one of them but the absence of all, and has no absence of its own: "no No Finding" ranks images upside
 * down (AUROC .07 was reported: rajpurkarlab/CheXzero issue 19).
 */
export function saysNothingFound(name: string): boolean {
  return nothingFound.test(
    name
      .toLowerCase()
      .replace(/[\s_-]+/g, " ")
      .trim(),
  );
}
