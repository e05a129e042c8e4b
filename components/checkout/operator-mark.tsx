import type { ReactNode } from 'react';
import type { OperatorId } from '#lib/operators/catalogue.ts';

/**
 * Our own simple drawings, recognisable by colour and shape; no operator's logo is copied. The mark stands beside the
 * operator's name, so it is decoration for those who cannot see it.
 */
export function OperatorMark({ operator, size = 44 }: { operator: OperatorId; size?: number }) {
  const mark = MARKS[operator];
  return (
    <svg
      className="operator-mark"
      width={size}
      height={size}
      viewBox="0 0 44 44"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="44" height="44" rx="10" fill={mark.ground} />
      {mark.drawing}
    </svg>
  );
}

interface Mark {
  ground: string;
  drawing: ReactNode;
}

const line = { fill: 'none', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

/** Yellow, and a table on one foot. */
const TMONEY: Mark = {
  ground: '#ffd200',
  drawing: <path d="M10 12h24v7h-8.500v14h-7V19H10z" fill="#1c2a6b" />,
};

/** Blue, and an orange swell. */
const FLOOZ: Mark = {
  ground: '#0066b3',
  drawing: <path d="M8 27c5.5-9 9.5-9 14-4s8.5 5 14-4v7c-5.5 9-9.5 9-14 4s-8.5-5-14 4z" fill="#ff9a3c" />,
};

/** Blue, and two orange arches over the ground. */
const MOOV: Mark = {
  ground: '#0a5ca8',
  drawing: (
    <>
      <path
        d="M9 31V22a6.5 6.5 0 0 1 13 0v9m0-9a6.5 6.5 0 0 1 13 0v9"
        {...line}
        stroke="#ff8a1e"
        strokeWidth="5"
      />
      <path d="M9 36h26" {...line} stroke="#fff" strokeWidth="2.5" />
    </>
  ),
};

/** Orange, and a coin over a dark hand. */
const ORANGE: Mark = {
  ground: '#ff7900',
  drawing: (
    <>
      <circle cx="22" cy="17" r="8" fill="#fff" />
      <path d="M22 13v8" {...line} stroke="#ff7900" strokeWidth="3" />
      <path d="M8 28h9l4 3h9l6-4" {...line} stroke="#000" strokeWidth="4.5" />
    </>
  ),
};

/** Yellow, and two dark peaks under a dot of sun. */
const MTN: Mark = {
  ground: '#ffcb05',
  drawing: (
    <>
      <path
        d="M6 34l11-18 6 9 4-6 11 15z"
        fill="#0b3a5b"
        stroke="#0b3a5b"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <circle cx="31" cy="12" r="4" fill="#0b3a5b" />
    </>
  ),
};

/** Light blue, and three white waves. */
const WAVE: Mark = {
  ground: '#16b8f3',
  drawing: (
    <path
      d="M9 15c4.3-4 8.7-4 13 0s8.7 4 13 0M9 23c4.3-4 8.7-4 13 0s8.7 4 13 0M9 31c4.3-4 8.7-4 13 0s8.7 4 13 0"
      {...line}
      stroke="#fff"
      strokeWidth="4"
    />
  ),
};

/** Teal, and a smile under two eyes. */
const MY_COOLPAY: Mark = {
  ground: '#0b7a75',
  drawing: (
    <>
      <path d="M8 15h28" {...line} stroke="#fff" strokeWidth="3" />
      <path d="M10 15h10v4a5 5 0 0 1-10 0zM24 15h10v4a5 5 0 0 1-10 0z" fill="#fff" />
      <path d="M14 29c4.5 5 11.5 5 16 0" {...line} stroke="#ffd166" strokeWidth="4" />
    </>
  ),
};

/** Slate, and a bank card. */
const CARD: Mark = {
  ground: '#39415a',
  drawing: (
    <>
      <rect x="8" y="13" width="28" height="19" rx="3" fill="#f4f1ea" />
      <path d="M8 18h28v4H8z" fill="#1a1d29" />
      <path d="M12 27h7" {...line} stroke="#39415a" strokeWidth="2.5" />
    </>
  ),
};

/** Green, and a red phone with a white screen. */
const MPESA: Mark = {
  ground: '#3fa535',
  drawing: (
    <>
      <rect x="13" y="7" width="18" height="30" rx="4" fill="#e60000" />
      <path d="M17 27V17l5 6 5-6v10" {...line} stroke="#fff" strokeWidth="3" />
      <circle cx="22" cy="33" r="1.5" fill="#fff" />
    </>
  ),
};

/** Red, and two white waves of a call going out. */
const AIRTEL: Mark = {
  ground: '#e40000',
  drawing: (
    <>
      <circle cx="13" cy="31" r="4" fill="#fff" />
      <path d="M13 20a11 11 0 0 1 11 11M13 11a20 20 0 0 1 20 20" {...line} stroke="#fff" strokeWidth="4.5" />
    </>
  ),
};

/** Purple, and a rising sun. */
const AFRIMONEY: Mark = {
  ground: '#6b1f7c',
  drawing: (
    <>
      <path d="M12 30a10 10 0 0 1 20 0z" fill="#ffc53d" />
      <path
        d="M22 10v5M10.5 15l3 3.500M33.5 15l-3 3.500M8 34h28"
        {...line}
        stroke="#ffc53d"
        strokeWidth="3"
      />
    </>
  ),
};

const MARKS = {
  'tg-tmoney': TMONEY,
  'tg-flooz': FLOOZ,
  'ci-orange': ORANGE,
  'ci-mtn': MTN,
  'ci-moov': MOOV,
  'ci-wave': WAVE,
  'cm-mtn': MTN,
  'cm-orange': ORANGE,
  'cm-mycoolpay': MY_COOLPAY,
  'cm-card': CARD,
  'cd-mpesa': MPESA,
  'cd-airtel': AIRTEL,
  'cd-orange': ORANGE,
  'cd-afrimoney': AFRIMONEY,
  'cd-card': CARD,
} as const satisfies Record<OperatorId, Mark>;
