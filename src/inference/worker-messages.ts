import type { Device } from "../core/device.ts";
import type { OpenOptions, Tensors } from "./contract.ts";
import type { ModelFileFault } from "./errors.ts";

/** Fixed for the life of a worker. */
export interface OnnxWorkerOptions {
  /** Threads of one run; absent: onnxruntime's own choice, one per physical core. */
  readonly intraOpThreads?: number;
  /** Execution provider; what it cannot run is run on the CPU. @default "cpu" */
  readonly device?: Device;
}

export interface OpenRequest extends OpenOptions {
  readonly id: number;
  readonly kind: "open";
  readonly file: string;
}

export type OnnxRequest =
  | OpenRequest
  | { readonly id: number; readonly kind: "run"; readonly session: number; readonly feeds: Tensors };

/** Ends the worker once what it is computing is done: ending it within a run of onnxruntime aborts the process. */
export interface OnnxClose {
  readonly kind: "close";
}

export type OnnxReply =
  | {
      readonly id: number;
      readonly kind: "opened";
      readonly session: number;
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
    }
  | { readonly id: number; readonly kind: "ran"; readonly outputs: Tensors }
  | {
      readonly id: number;
      readonly kind: "failed";
      readonly cause: ModelFileFault;
      /** Path of the file that it is said of. */
      readonly file: string;
    }
  | {
      readonly id: number;
      readonly kind: "failed";
      readonly cause: "device" | "runtime";
      readonly message: string;
    };
