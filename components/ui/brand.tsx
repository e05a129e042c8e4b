/** The crossed threads: one over, one under. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <path d="M4 4l20 20" stroke="var(--mark)" strokeWidth="6" strokeLinecap="round" />
      <path d="M24 4l-7 7M11 17l-7 7" stroke="var(--gold)" strokeWidth="6" strokeLinecap="round" />
    </svg>
  );
}
