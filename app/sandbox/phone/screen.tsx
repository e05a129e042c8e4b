'use client';

import useSWR from 'swr';
import { OperatorMark } from '#components/checkout/operator-mark.tsx';
import { Button } from '#components/ui/button.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { SandboxTexts } from '../texts.ts';
import type { HandsetView } from './view.ts';

const LOOK_EVERY_MS = 1_000;

export interface ScreenProps {
  number: string;
  shownNumber: string;
  locale: Locale;
  t: SandboxTexts;
  /** As the server drew it: all there is without script. */
  first: HandsetView;
  error?: 'pin' | 'gone';
}

/** The screen of a handset that is switched on; with script it looks for news each second. */
export function Screen({ number, shownNumber, locale, t, first, error }: ScreenProps) {
  const state = `/sandbox/phone/state?${new URLSearchParams({ number, lang: locale })}`;
  const { data = first } = useSWR<HandsetView>(state, fetchView, {
    fallbackData: first,
    refreshInterval: LOOK_EVERY_MS,
    revalidateOnMount: false,
  });
  const { prompts, messages } = data;
  return (
    <div className="handset">
      <div className="handset-screen">
        <div className="handset-bar">
          <span>{data.clock}</span>
          <span>{shownNumber}</span>
        </div>
        <section aria-live="polite">
          {error === 'gone' && <p className="field-error mb-3">{t.promptGone}</p>}
          {prompts.map((prompt, index) => (
            <Prompt
              key={prompt.id}
              prompt={prompt}
              {...{ number, locale, t }}
              wrongPin={error === 'pin' && index === 0}
            />
          ))}
        </section>
        {messages.length > 0 && (
          <section aria-label={t.messages} aria-live="polite">
            {messages.map((message) => (
              <p key={message.id} className="sms">
                {message.text}
                <time dateTime={message.at}>{message.clock}</time>
              </p>
            ))}
          </section>
        )}
        {prompts.length + messages.length === 0 && <p className="empty">{t.nothingYet}</p>}
      </div>
    </div>
  );
}

async function fetchView(url: string): Promise<HandsetView> {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`The handset answered ${reply.status}.`);
  return reply.json();
}

interface PromptProps extends Pick<ScreenProps, 'number' | 'locale' | 't'> {
  prompt: HandsetView['prompts'][number];
  wrongPin: boolean;
}

function Prompt({ prompt, number, locale, t, wrongPin }: PromptProps) {
  const pin = `pin-${prompt.id}`;
  return (
    <div className="prompt mb-3">
      <div className="prompt-from">
        <OperatorMark operator={prompt.operator} size={32} />
        {prompt.operatorName}
      </div>
      <p>{t.promptAsk}</p>
      <p className="prompt-amount figure">{prompt.amount}</p>
      <p>{prompt.description}</p>
      <form action="/sandbox/phone/answer" method="post">
        <input type="hidden" name="prompt" value={prompt.id} />
        <input type="hidden" name="number" value={number} />
        <input type="hidden" name="lang" value={locale} />
        <label className="field-label" htmlFor={pin}>
          {t.pinLabel}
        </label>
        <input
          id={pin}
          className="input pin"
          name="pin"
          type="password"
          inputMode="numeric"
          pattern="[0-9]{4}"
          maxLength={4}
          autoComplete="off"
          required
          aria-invalid={wrongPin || undefined}
          aria-describedby={wrongPin ? `${pin}-error` : undefined}
        />
        {wrongPin && (
          <p className="field-error" id={`${pin}-error`}>
            {t.pinWrong}
          </p>
        )}
        <div className="prompt-answers">
          <Button tone="second" name="answer" value="decline" formNoValidate>
            {t.decline}
          </Button>
          <Button name="answer" value="approve">
            {t.approve}
          </Button>
        </div>
      </form>
    </div>
  );
}
