import type { Tone } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import type { OrderState as OrderStateName } from '#lib/sandbox/shop.ts';
import type { SandboxTexts } from '../texts.ts';

const TONES = { waiting: 'wait', paid: 'good', failed: 'bad' } as const satisfies Record<
  OrderStateName,
  Tone
>;

/** An order's state in a word and a shape. */
export function OrderState({ state, t }: { state: OrderStateName; t: SandboxTexts }) {
  const words = { waiting: t.stateWaiting, paid: t.statePaid, failed: t.stateFailed };
  return <State tone={TONES[state]}>{words[state]}</State>;
}
