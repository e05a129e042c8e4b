const TEETH = 16;
const OUTER = 31;
const INNER = 27.5;

/** A notched seal with a check: the sign of a payment received, in shape as well as in colour. */
export function Seal() {
  return (
    <svg className="seal" width="64" height="64" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path d={NOTCHED} fill="var(--good)" />
      <path
        d="M20 33l8.5 8.500L45 24.5"
        fill="none"
        stroke="var(--card)"
        strokeWidth="5.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

const NOTCHED = `${Array.from({ length: TEETH * 2 }, (_, index) => {
  const radius = index % 2 === 0 ? OUTER : INNER;
  const angle = (index * Math.PI) / TEETH;
  const x = 32 + radius * Math.cos(angle);
  const y = 32 + radius * Math.sin(angle);
  return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
}).join('')}z`;
