import { TextArea } from '#components/ui/choice.tsx';
import type { PlatformTexts } from './texts.ts';

/** Why the platform refuses something: the merchant reads it. */
export function Reason({ t, about }: { t: PlatformTexts; about: string }) {
  return (
    <TextArea
      id={`reason-${about}`}
      name="reason"
      label={t.reason}
      hint={t.reasonHint}
      required
      maxLength={500}
    />
  );
}
