import type { DualEncoder } from "../../encoders/contract.ts";
import type { EncodedScan } from "../../encoders/encoded-scan.ts";
import { chosenOf, type Encoding } from "../../encoders/encoding.ts";
import type { PromptSet } from "../contract.ts";
import { createNameFitJudge, type NameFit } from "../name-fit.ts";
import { promptsSha256 } from "../prompts-sha256.ts";
import { embedPromptSet } from "../prototypes.ts";
import type { HeatMap, HeatMapName, HeatMapSubject, Located } from "./contract.ts";
import { ClassUnknownError, ContrastImpossibleError, PatchesMissingError } from "./errors.ts";
import { mapCells } from "./map-cells.ts";
import { mapScale } from "./map-scale.ts";
import { patchCosines } from "./patch-cosines.ts";
import { smooth, smoothingCells } from "./smooth.ts";

export interface LocateOptions {
  /** Sets the class against the others of its set. */
  readonly contrast: boolean;
}

/** Says where on a scan, or on a region of it, something is. @throws {PatchesMissingError} */
export type Locator = (scan: EncodedScan) => Located;

/**
 * Embeds what is looked for once, for any number of scans.
 * @throws {ClassUnknownError | ContrastImpossibleError | TextTowerMissingError | InferenceError | ModelFileError}
 */
export async function createLocator(
  subject: HeatMapSubject,
  encoding: Encoding,
  { contrast }: LocateOptions,
): Promise<Locator> {
  const encoder = chosenOf(encoding);
  const set = subject.kind === "class" ? subject.set : setOfText(subject.text);
  const of = subject.kind === "class" ? subject.name : subject.text;
  const index = set.classes.findIndex(({ name }) => name === of);
  if (index < 0) throw new ClassUnknownError();
  if (contrast && set.classes.length < 2) throw new ContrastImpossibleError();
  const { classes } = await embedPromptSet(set, encoder.text);
  const texts = { text: classes[index], others: contrast ? classes.filter((_, i) => i !== index) : [] };
  const isMeasured = encoder.id === encoding.rules.encoder;
  const fitOf = await createNameFitJudge(encoding.rules, encoding.encoder.text)(set);
  const promptSet = subject.kind === "class" ? { id: set.id, version: set.version, sha256: promptsSha256(set) } : null;

  return (scan) => {
    const { patches } = scan.chosen;
    if (!patches) throw new PatchesMissingError(encoder.id);
    const { widthPx, heightPx } = scan.scan.image;
    const within = scan.region ?? { xPx: 0, yPx: 0, widthPx, heightPx };
    const sigma = smoothingCells(patches);
    const { area, ...map } = smooth(patchCosines(patches, texts), sigma);
    const onView = { ...area, xPx: within.xPx + area.xPx, yPx: within.yPx + area.yPx };
    const grid = { ...map, values: rounded(map.values), area: onView };
    return {
      name: nameOf(scan, encoder, { set, contrast }),
      of,
      unit: contrast ? "cosine difference" : "cosine",
      grid,
      scale: mapScale(mapCells(grid, within)),
      picture: { widthPx, heightPx },
      within,
      ...abstention(fitOf(scan), isMeasured),
      provenance: {
        encoder: encoder.id,
        scanSha256: scan.scan.sha256,
        region: scan.region,
        imageKind: scan.kind,
        seenInTraining: isMeasured ? scan.seenInTraining : null,
        smoothingCells: sigma,
        promptSet,
      },
    };
  };
}

/** Words as they are, without templates. */
function setOfText(text: string): PromptSet {
  const classes = [{ name: text, synonyms: [text], field: "label", labels: [text] }];
  return { id: "text", version: 1, title: "Words as given", source: "the user", templates: ["{}"], classes };
}

interface Asked extends LocateOptions {
  readonly set: PromptSet;
}

/** The tests were made with classes of sets for these kinds of image, on whole images, without contrast; they say nothing of other maps. */
function nameOf({ kind, region }: EncodedScan, { explains }: DualEncoder, { set, contrast }: Asked): HeatMapName {
  const tested = set.kinds !== undefined && region === null && !contrast;
  return tested && kind !== null && explains.includes(kind.kind) ? "explanation" : "similarity by patch";
}

function abstention(fit: NameFit, isMeasured: boolean): Pick<Located, "abstained" | "reason" | "reasonCode"> {
  if (fit.fits) return { abstained: false };
  // What is strange to the embedded encoder may be what another one was made for.
  if (fit.code === "UNFAMILIAR_IMAGE" && !isMeasured) return { abstained: false };
  return { abstained: true, reason: fit.reason, reasonCode: fit.code };
}

/** Six decimals: more than single precision has. */
function rounded(values: HeatMap["values"]): readonly number[] {
  return Array.from(values, (value) => Math.round(value * 1e6) / 1e6);
}
