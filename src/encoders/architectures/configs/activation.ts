import { ArchitectureError } from "../errors.ts";
import type { Activation } from "../spec.ts";

const names: Readonly<Record<string, Activation>> = {
  gelu: "gelu",
  quick_gelu: "quick-gelu",
  gelu_pytorch_tanh: "gelu-tanh",
  gelu_tanh: "gelu-tanh",
  gelu_new: "gelu-tanh",
};

/** An activation by the name that transformers or timm gives it. @throws {ArchitectureError} */
export function activationNamed(name: string): Activation {
  const activation = Object.hasOwn(names, name) ? names[name] : undefined;
  if (!activation) throw new ArchitectureError("an activation of another name");
  return activation;
}
