import type { ImageKind } from "../../encoders/contract.ts";
import type { AreaPx, RegionPx, SizePx } from "../../imaging/contract.ts";
import type { PromptSet } from "../contract.ts";

/** What the numbers of a map are: a cosine, or a cosine less the mean of those of the other classes. */
export const heatMapUnits = ["cosine", "cosine difference"] as const;
export type HeatMapUnit = (typeof heatMapUnits)[number];

/** `explanation` where the encoder's maps passed both tests on this kind of image (docs/evaluation.md), else what it is. */
export const heatMapNames = ["similarity by patch", "explanation"] as const;
export type HeatMapName = (typeof heatMapNames)[number];

/** A number for each cell of a regular grid over an image, row-major: rows × columns. */
export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
  /** What the grid covers, in pixels of the picture that it is shown on: it may end inside the picture or beyond its edges. */
  readonly area: AreaPx;
}

/** The range that the colours stand for, in the map's unit. */
export interface HeatMapScale {
  readonly low: number;
  readonly high: number;
}

/** What is looked for on an image: a class of a set, or words. */
export type HeatMapSubject =
  | { readonly kind: "class"; readonly set: PromptSet; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

/** Where on an image something is most alike to what was looked for. */
export interface Located {
  readonly name: HeatMapName;
  /** The class's name, or the words. */
  readonly of: string;
  readonly unit: HeatMapUnit;
  readonly grid: HeatMap & { readonly values: readonly number[] };
  readonly scale: HeatMapScale;
  /** The view that all pixels are counted on. */
  readonly picture: SizePx;
  /** The part of it that was looked at: outside, the map says nothing. */
  readonly within: RegionPx;
  /** The names do not fit the image: the map is none of what was looked for. */
  readonly abstained: boolean;
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly provenance: {
    readonly encoder: string;
    readonly scanSha256: string;
    readonly region: RegionPx | null;
    readonly imageKind: ImageKind | null;
    readonly seenInTraining: boolean | null;
    /** Standard deviation of the Gaussian smoothing, in cells; 0: none. */
    readonly smoothingCells: number;
    /** Null for words. */
    readonly promptSet: { readonly id: string; readonly version: number; readonly sha256: string } | null;
  };
}
