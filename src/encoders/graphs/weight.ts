/** A tensor of 32-bit floats, row-major, whose values are read only when they are written. */
export interface Weight {
  readonly dims: readonly number[];
  load(): Promise<Float32Array<ArrayBuffer>>;
}

/** The same as integers from -127 to 127. */
export interface Int8Weight {
  readonly dims: readonly number[];
  readonly elementType: "int8";
  load(): Promise<Int8Array<ArrayBuffer>>;
}

export function elementCount({ dims }: Pick<Weight, "dims">): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** The same values in another shape. @param dims as many elements */
export function reshaped(weight: Weight, dims: readonly number[]): Weight {
  return { dims, load: weight.load };
}

/** [rows, columns] -> [columns, rows]: what torch's Linear holds as ONNX's MatMul wants it. */
export function transposed({ dims: [rows, columns], load }: Weight): Weight {
  return {
    dims: [columns, rows],
    async load() {
      const from = await load();
      const to = new Float32Array(from.length);
      const tile = 32; // both sides of a tile stay in the cache
      for (let row = 0; row < rows; row += tile) {
        for (let column = 0; column < columns; column += tile) {
          const rowEnd = Math.min(row + tile, rows);
          const columnEnd = Math.min(column + tile, columns);
          for (let r = row; r < rowEnd; r++)
            for (let c = column; c < columnEnd; c++) to[c * rows + r] = from[r * columns + c];
        }
      }
      return to;
    },
  };
}

/** Along the first axis, one after the other; the other axes are the same. */
export function stacked(weights: readonly Weight[]): Weight {
  const [, ...rest] = weights[0].dims;
  return {
    dims: [weights.reduce((sum, { dims }) => sum + dims[0], 0), ...rest],
    async load() {
      const parts: Float32Array[] = [];
      for (const weight of weights) parts.push(await weight.load());
      const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}

/** Part of the first axis. */
export function rowsOf(weight: Weight, from: number, to: number): Weight {
  const [, ...rest] = weight.dims;
  const row = rest.reduce((product, dim) => product * dim, 1);
  return { dims: [to - from, ...rest], load: async () => (await weight.load()).slice(from * row, to * row) };
}
