/** Said before any share: no class is named, and why. */
export function AbstentionNote({
  reason,
  of,
}: {
  readonly reason: string | undefined;
  readonly of: "names" | "classes";
}) {
  return (
    <div class="note warn abstention">
      <p>
        <b>No class is named.</b> {reason}
      </p>
      <p class="small">The shares below only say which of the {of} is nearest, not that one of them fits.</p>
    </div>
  );
}
