import type { EvaluationResult } from "../evaluation/contract.ts";
import { deviationsOf } from "../evaluation/protocols/deviations.ts";
import { findProtocol, type Protocol, readProtocols } from "../evaluation/protocols/protocol.ts";
import { openProtocolData } from "../evaluation/protocols/protocol-data.ts";
import type { Evaluations } from "./evaluate.ts";
import type { EvaluationRequest } from "./evaluation-run.ts";

export interface EvaluateProtocolRequest extends Pick<EvaluationRequest, "seed" | "signal" | "onProgress"> {
  /** A published protocol's id. */
  readonly protocol: string;
  readonly data: string;
}

/** What was measured, what was published beside it, and every known difference. */
export interface ProtocolResult
  extends EvaluationResult,
    Pick<Protocol, "title" | "split" | "published" | "preprocess"> {
  readonly metric: Protocol["metric"];
  readonly deviations: readonly string[];
}

export interface ProtocolEvaluations {
  /** @throws {ProtocolUnknownError | ProtocolDataMissingError | ProtocolDataDamagedError} */
  measure(request: EvaluateProtocolRequest): Promise<ProtocolResult>;
  list(): Promise<readonly Protocol[]>;
}

/** @param folder of the shipped protocols */
export function createProtocolEvaluations(folder: string, evaluations: Evaluations): ProtocolEvaluations {
  return {
    list: () => readProtocols(folder),
    async measure({ protocol: id, data, ...run }) {
      const protocol = await findProtocol(folder, id);
      await using opened = await openProtocolData(protocol, data);
      const request = {
        ...run,
        data: [opened.folder],
        ...(protocol.partition !== null && { partition: protocol.partition }),
      };
      const measured = await measureTask(protocol, request, evaluations);
      const { title, split, published, preprocess, metric } = protocol;
      const result: EvaluationResult = { ...measured, data: protocol.data.name, protocol: id };
      return { ...result, title, split, preprocess, metric, published, deviations: deviationsOf(protocol, measured) };
    },
  };
}

async function measureTask(
  { task, prompts }: Protocol,
  request: EvaluationRequest,
  evaluations: Evaluations,
): Promise<EvaluationResult> {
  switch (task) {
    case "zeroshot":
      return (await evaluations.zeroShot({ ...request, prompts })).result;
    case "vqa":
      return (await evaluations.vqa(request)).result;
    case "probe":
      return evaluations.probe({ ...request, prompts, method: "logistic", fit: "train" });
    default:
      return task satisfies never;
  }
}
