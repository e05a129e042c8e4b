import type { OperatorId } from '#lib/operators/catalogue.ts';
import { OperatorMark } from './operator-mark.tsx';

/** A phone with a request on its screen, under the mark of the operator that sends it. */
export function PhonePrompt({ operator }: { operator: OperatorId }) {
  return (
    <span className="phone-prompt">
      <svg width="84" height="132" viewBox="0 0 84 132" aria-hidden="true" focusable="false">
        <rect
          x="2"
          y="2"
          width="80"
          height="128"
          rx="14"
          fill="var(--paper)"
          stroke="currentColor"
          strokeWidth="3"
        />
        <path d="M34 9h16" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        <rect
          x="11"
          y="52"
          width="62"
          height="54"
          rx="8"
          fill="var(--card)"
          stroke="var(--line)"
          strokeWidth="1.5"
        />
        <path d="M19 66h46M19 76h30" stroke="var(--soft)" strokeWidth="4" strokeLinecap="round" />
        <g fill="var(--ink)">
          <circle cx="24" cy="93" r="4" />
          <circle cx="36" cy="93" r="4" />
          <circle cx="48" cy="93" r="4" />
          <circle cx="60" cy="93" r="4" />
        </g>
        <g transform="translate(29 19)">
          <OperatorMark operator={operator} size={26} />
        </g>
      </svg>
    </span>
  );
}
