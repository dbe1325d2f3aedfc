import { dot, mean } from "../core/vector.ts";
import type { DualEncoder, EncodedImage, PatchGrid } from "../encoders/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AreaPx, RgbImage } from "../imaging/contract.ts";
import type { HeatMap } from "../zeroshot/heat-map/contract.ts";
import { PatchesMissingError } from "../zeroshot/heat-map/errors.ts";
import { mapCells } from "../zeroshot/heat-map/map-cells.ts";
import { patchCosines } from "../zeroshot/heat-map/patch-cosines.ts";
import { smooth, smoothingCells } from "../zeroshot/heat-map/smooth.ts";
import { shares } from "../zeroshot/scores.ts";
import { createDrawing, type Drawing } from "./draw.ts";
import { greyOut, meanColour } from "./grey-out.ts";
import type { UnrelatedTexts } from "./localisation-texts.ts";
import { rankCorrelation } from "./metrics/rank-correlation.ts";

export const localisationProtocol = "localisation-1";

/** Part of the cells that is greyed out, or left alone. */
const partOfCells = 0.2;
/** Unrelated texts of either sort that an image's map is compared with. */
const textsOfEachSort = 5;
/** Draws of random cells; their mean counts. */
const randomDraws = 5;

/** A class's cosine and share, or what they fall or rise by. */
interface Score {
  readonly cosine: number;
  readonly share: number;
}

/** What was measured on one image, with the map of the class that its label stands for. */
export interface LocalisationMeasures {
  /** By the gate; null without one. */
  readonly kind: string | null;
  /** Mean absolute rank correlation of the map with those of unrelated texts. */
  readonly rankCorrelation: { readonly otherKinds: number; readonly shuffledWords: number };
  /** How much further the class falls with the top cells greyed out than with random ones, and with the bottom ones. */
  readonly deletion: { readonly overRandom: Score; readonly overBottom: Score };
  /** How much higher the class is with nothing but the top cells than with nothing but random ones. */
  readonly insertion: { readonly overRandom: Score };
}

export interface LocalisationParts {
  readonly encoder: DualEncoder;
  /** Unit vectors of the set's classes. */
  readonly classes: readonly Float32Array[];
  readonly unrelated: UnrelatedTexts;
  readonly seed: number;
}

/**
 * Tests the map of a class on one image: does it depend on the text, and do its greatest cells carry the class?
 * Sources: Adebayo et al. 2018, "Sanity checks for saliency maps" (randomisation, rank correlation); Petsiuk et al. 2018, "RISE" (deletion, insertion).
 * @param truth index of the class that the label stands for
 * @throws {PatchesMissingError}
 */
export async function measureLocalisation(
  { scan, chosen, kind }: EncodedScan,
  truth: number,
  { encoder, classes, unrelated, seed }: LocalisationParts,
): Promise<LocalisationMeasures> {
  const { patches } = chosen;
  if (!patches) throw new PatchesMissingError(encoder.id);
  const { image } = scan;
  const drawing = createDrawing(seed ^ Number.parseInt(scan.sha256.slice(0, 7), 16));
  const map = mapOf(patches, classes[truth]);
  const alike = (texts: readonly Float32Array[]) => {
    const drawn = Array.from({ length: textsOfEachSort }, () => drawing.one(texts));
    const each = drawn.map((text) => Math.abs(rankCorrelation(map.values, mapOf(patches, text).values)));
    return mean(each.map((value) => [value]))[0];
  };
  const score = ({ embedding }: EncodedImage): Score => ({
    cosine: dot(embedding.values, classes[truth]),
    share: shares(embedding.values, classes, encoder.logitScale)[truth],
  });
  const { top, bottom, random, cells } = chooseCells(map, image, drawing);
  const grey = meanColour(image);
  const without = (areas: readonly AreaPx[]) => greyOut(image, areas, grey);
  const alone = (areas: readonly AreaPx[]) => without(cells.filter((cell) => !areas.includes(cell)));
  const pictures = [...[top, bottom, ...random].map(without), ...[top, ...random].map(alone)];
  const scores = (await encoder.image.encode(pictures)).map(score);
  const deleted = { top: scores[0], bottom: scores[1], random: meanScore(scores.slice(2, 2 + randomDraws)) };
  const inserted = { top: scores[2 + randomDraws], random: meanScore(scores.slice(3 + randomDraws)) };
  return {
    kind: kind?.kind ?? null,
    rankCorrelation: { otherKinds: alike(unrelated.otherKinds), shuffledWords: alike(unrelated.shuffledWords) },
    // What is left of the class is less the further it fell.
    deletion: { overRandom: less(deleted.random, deleted.top), overBottom: less(deleted.bottom, deleted.top) },
    insertion: { overRandom: less(inserted.top, inserted.random) },
  };
}

/** The map as it is shown. */
function mapOf(patches: PatchGrid, text: Float32Array): HeatMap {
  return smooth(patchCosines(patches, { text, others: [] }), smoothingCells(patches));
}

/** Cells of the image by the map: the greatest fifth, the least fifth, and as many at random. */
function chooseCells(map: HeatMap, { widthPx, heightPx }: RgbImage, drawing: Drawing) {
  const cells = [...mapCells(map, { xPx: 0, yPx: 0, widthPx, heightPx })].sort((a, b) => b.value - a.value);
  const count = Math.max(1, Math.round(partOfCells * cells.length));
  const random = Array.from({ length: randomDraws }, () => drawing.shuffled(cells).slice(0, count));
  return { cells, top: cells.slice(0, count), bottom: cells.slice(-count), random };
}

function meanScore(scores: readonly Score[]): Score {
  const [cosine, share] = mean(scores.map((score) => [score.cosine, score.share]));
  return { cosine, share };
}

function less(a: Score, b: Score): Score {
  return { cosine: a.cosine - b.cosine, share: a.share - b.share };
}
