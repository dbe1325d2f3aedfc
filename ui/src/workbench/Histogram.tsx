/** Counts in bins of equal width from 0 to 100 %, as bars. */
export function Histogram({ counts }: { readonly counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  const words = counts
    .map((count, i) => ({ count, from: (100 * i) / counts.length, to: (100 * (i + 1)) / counts.length }))
    .filter(({ count }) => count > 0)
    .map(({ count, from, to }) => `${count} at ${from} to ${to} %`);
  return (
    <div class="histogram" role="img" aria-label={words.join(", ")}>
      {counts.map((count, i) => (
        <span
          key={i}
          style={{ height: `${(100 * count) / most}%` }}
          title={words.length > 0 ? `${count}` : undefined}
        />
      ))}
    </div>
  );
}
