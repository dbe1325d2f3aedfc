import { errorWords } from "../api/errors.ts";
import { dismiss, toast } from "./toast.ts";

interface Deletion {
  /** What is said meanwhile, beside "Undo". */
  readonly said: string;
  /** Deletes it on the server. */
  readonly run: () => Promise<void>;
  /** Shows it again: it was undone, or could not be deleted. */
  readonly back: () => void;
}

const undoMs = 8_000;

/** Deletes what was taken out of sight, after a while in which that can be undone. */
export function deleteLater({ said, run, back }: Deletion): void {
  const timer = setTimeout(async () => {
    dismiss(notice);
    try {
      await run();
    } catch (error) {
      toast(`Not deleted. ${errorWords(error).message}`);
      back();
    }
  }, undoMs);
  const undo = () => {
    clearTimeout(timer);
    back();
  };
  const notice = toast(said, { label: "Undo", run: undo });
}
