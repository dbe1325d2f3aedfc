import type { Progress } from "../core/progress.ts";
import type { DualEncoderCard } from "../encoders/card.ts";
import type { EncoderId } from "../encoders/contract.ts";
import type { PublishedCard } from "../encoders/published/card.ts";
import type { ImportedModel } from "../encoders/published/imported-model.ts";
import type { PulledFile } from "../encoders/published/pull-model.ts";
import type { CheckCasesRequest, CheckCasesResult } from "./check-cases.ts";
import type { CheckModelResult } from "./check-model.ts";
import type { ModelSummary } from "./model-summaries.ts";
import type { QuantizeResult } from "./quantize-model.ts";

export type ModelShown =
  | (ModelSummary & { readonly kind: "embedded"; readonly card: DualEncoderCard })
  | (ModelSummary & { readonly kind: "published"; readonly card: PublishedCard });

export interface ImportModelRequest {
  /** The checkpoint, or the folder that it was downloaded to. */
  readonly source: string;
  /** Id of a card, or a card file of the user's. */
  readonly card: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface ImportModelResult {
  readonly id: string;
  readonly encoder: EncoderId;
  readonly dimensions: number;
  /** `verified`: its checksum is the card's. */
  readonly checkpoint: ImportedModel["model"]["checkpoint"];
  readonly sizeBytes: number;
  readonly seconds: number;
  /** Libraries that hold vectors of the model of that id as it was before, which are no longer of any that is here. */
  readonly librariesLeft: readonly string[];
}

export interface DeleteModelResult {
  readonly deleted: string;
  /** Libraries that hold vectors of it: they can be searched again once it is imported again, or once they hold another's. */
  readonly librariesLeft: readonly string[];
}

export interface PullModelOptions extends Omit<ImportModelRequest, "source"> {
  /** Downloads what is there already, too. @default false */
  readonly again?: boolean | undefined;
}

export interface PullModelResult extends ImportModelResult {
  /** Where the downloads are: they may be deleted. */
  readonly folder: string;
  readonly files: readonly PulledFile[];
}

export interface QuantizeRequest {
  readonly name: string;
  /** Folders of images to compare the vectors on. @default the samples */
  readonly data?: readonly string[] | undefined;
  /** Keep it however far its vectors are. @default false */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Models {
  /** Those that come with the program, those that were imported, and those of which there is a card. */
  list(): Promise<readonly ModelSummary[]>;
  /** @throws {UnknownEncoderError} */
  show(name: string): Promise<ModelShown>;
  /** Name of the licence of the weights in use: the first line of the model folder's LICENSE. */
  licence(): Promise<string>;
  /** Downloads a model's checkpoint from the hub, and builds it. @throws the typed errors of `pullModel` and `importModel` */
  pull(request: PullModelOptions): Promise<PullModelResult>;
  /** Builds a model of its published checkpoint. @throws the typed errors of `importModel` */
  import(request: ImportModelRequest): Promise<ImportModelResult>;
  /** Makes an 8-bit model of an imported one, and compares their vectors. @throws {QuantizationRefusedError | ModelNotQuantizableError} */
  quantize(request: QuantizeRequest): Promise<QuantizeResult>;
  /** Removes an imported model, also a damaged one. @throws {UnknownEncoderError | ModelEmbeddedError | HomeFolderError} */
  delete(name: string): Promise<DeleteModelResult>;
  /** Libraries that hold vectors of an imported model; none where it is not here. */
  librariesOf(name: string): Promise<readonly string[]>;
  /** Whether a model that is here is what it was, and runs. @throws {UnknownEncoderError} */
  check(name: string, signal?: AbortSignal): Promise<CheckModelResult>;
  /** Imports checkpoints that come with the reference's vectors, and says how near ours are. @throws {CasesMissingError} */
  checkCases(request: CheckCasesRequest): Promise<CheckCasesResult>;
}
