import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { encodePng } from "../imaging/view.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { HeatMapSubject } from "../zeroshot/heat-map/contract.ts";
import { SubjectInvalidError } from "../zeroshot/heat-map/errors.ts";
import { heatMapGeoJson } from "../zeroshot/heat-map/heat-map-geo-json.ts";
import { heatMapPicture } from "../zeroshot/heat-map/heat-map-picture.ts";
import { createLocator } from "../zeroshot/heat-map/locate.ts";
import { nameLine } from "../zeroshot/name-line.ts";
import type { LocatedScan, LocateRequest } from "./contract.ts";
import { choosePromptSet } from "./prompt-choice.ts";

export interface LocateParts {
  readonly encoding: () => Promise<Encoding>;
  readonly promptSets: () => Promise<readonly PromptSet[]>;
  readonly readScan: (request: Pick<LocateRequest, "scan" | "region">) => Promise<EncodedScan>;
}

/** Says where on a scan something is, and makes pictures of it. */
export async function locateScan(request: LocateRequest, parts: LocateParts): Promise<LocatedScan> {
  const subject = await subjectOf(request, parts.promptSets);
  const locate = await createLocator(subject, await parts.encoding(), { contrast: request.contrast });
  const scan = await parts.readScan(request);
  const located = locate(scan);
  return {
    located,
    png: (opacity) => encodePng(heatMapPicture(scan.scan.image, located, opacity)),
    geoJson: () => heatMapGeoJson(located),
  };
}

/** @throws {SubjectInvalidError | LabelsInvalidError | PromptSetInvalidError | PromptSetMissingError} */
async function subjectOf(
  { text, class: name, labels, prompts }: LocateRequest,
  shipped: () => Promise<readonly PromptSet[]>,
): Promise<HeatMapSubject> {
  const named = labels !== undefined || prompts !== undefined || name !== undefined;
  if (text !== undefined) {
    if (named) throw new SubjectInvalidError("both");
    const line = nameLine(text);
    if (line === "") throw new SubjectInvalidError("none");
    return { kind: "text", text: line };
  }
  if (!named) throw new SubjectInvalidError("none");
  if (name === undefined) throw new SubjectInvalidError("no class");
  return { kind: "class", set: await choosePromptSet({ labels, prompts }, shipped), name: nameLine(name) };
}
