/** Where models run: execution providers of onnxruntime by the names that the command line uses. */
export const devices = ["cpu", "cuda", "coreml", "dml"] as const;
export type Device = (typeof devices)[number];
