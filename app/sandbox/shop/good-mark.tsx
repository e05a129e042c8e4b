/** Our own drawings of what the shop sells: shape and colour enough to know them by. */
import type { ReactNode } from 'react';

export function GoodMark({ id }: { id: string }) {
  const mark = MARKS[id];
  return (
    <svg viewBox="0 0 84 84" aria-hidden="true" focusable="false">
      <rect width="84" height="84" fill={mark?.ground ?? '#e2dccf'} />
      {mark?.drawing}
    </svg>
  );
}

const MARKS: Readonly<Record<string, { ground: string; drawing: ReactNode }>> = {
  shirt: {
    ground: '#d9e2ec',
    drawing: (
      <>
        <path
          d="M30 18l-16 8 6 16 8-3v29h28V39l8 3 6-16-16-8-12 7z"
          fill="#fffdf9"
          stroke="#1f2b62"
          strokeWidth="2.5"
          strokeLinejoin="round"
        />
        <path d="M42 25v43" stroke="#1f2b62" strokeWidth="2" strokeDasharray="3 5" />
      </>
    ),
  },
  wrapper: {
    ground: '#1f2b62',
    drawing: (
      <>
        <path d="M0 14h84M0 70h84" stroke="#d9a441" strokeWidth="4" />
        <path
          d="M0 56l14-28 14 28 14-28 14 28 14-28 14 28"
          fill="none"
          stroke="#f6f2ea"
          strokeWidth="3"
          strokeLinejoin="round"
        />
        <path d="M14 56v.1M42 56v.1M70 56v.1" stroke="#b4472f" strokeWidth="8" strokeLinecap="round" />
      </>
    ),
  },
  basket: {
    ground: '#efe2c4',
    drawing: (
      <>
        <path d="M26 36c0-22 32-22 32 0" fill="none" stroke="#8a5300" strokeWidth="4" />
        <path
          d="M16 36h52l-7 32H23z"
          fill="#d9a441"
          stroke="#8a5300"
          strokeWidth="2.5"
          strokeLinejoin="round"
        />
        <path d="M20 47h44M22 57h40M32 36l3 32M52 36l-3 32M42 36v32" stroke="#8a5300" strokeWidth="2" />
      </>
    ),
  },
  soap: {
    ground: '#dcebdf',
    drawing: (
      <>
        <rect
          x="17"
          y="32"
          width="50"
          height="30"
          rx="12"
          fill="#fffdf9"
          stroke="#17693c"
          strokeWidth="2.5"
        />
        <path d="M34 47c4-7 12-7 16 0-4 7-12 7-16 0z" fill="none" stroke="#17693c" strokeWidth="2.5" />
        <circle cx="62" cy="22" r="6" fill="none" stroke="#17693c" strokeWidth="2" />
        <circle cx="50" cy="16" r="3.500" fill="none" stroke="#17693c" strokeWidth="2" />
      </>
    ),
  },
};
