'use client';

import useSWR from 'swr';
import { State } from '#components/ui/state.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { SandboxTexts } from '../../../texts.ts';
import { OrderState } from '../../order-state.tsx';
import type { OrderView } from './view.ts';

const LOOK_EVERY_MS = 1_000;

interface LiveOrderProps {
  id: string;
  locale: Locale;
  t: SandboxTexts;
  /** As the server drew it: all there is without script. */
  first: OrderView;
}

/** State and webhooks of an order; with script they appear as they arrive. */
export function LiveOrder({ id, locale, t, first }: LiveOrderProps) {
  const { data = first } = useSWR<OrderView>(`/sandbox/shop/orders/${id}/state?lang=${locale}`, fetchView, {
    fallbackData: first,
    refreshInterval: LOOK_EVERY_MS,
    revalidateOnMount: false,
  });
  return (
    <>
      <div className="panel">
        <p className="text-[1.2rem]" aria-live="polite">
          <OrderState state={data.state} t={t} />
        </p>
        <p className="field-hint">{t.stateRule}</p>
      </div>
      <section className="panel">
        <h2>{t.webhooksTitle}</h2>
        {data.webhooks.length === 0 ? (
          <p className="text-soft">{t.webhooksNone}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">{t.webhookType}</th>
                <th scope="col">{t.webhookSignature}</th>
                <th scope="col" className="end">
                  {t.webhookAt}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.webhooks.map((webhook) => (
                <tr key={webhook.key}>
                  <td className="font-mono text-[0.9em]">
                    <TypeName type={webhook.type} />
                  </td>
                  <td>
                    <State tone={webhook.verified ? 'good' : 'bad'}>
                      {webhook.verified ? t.verified : t.notVerified}
                    </State>
                  </td>
                  <td className="figure end">
                    <time dateTime={webhook.at}>{webhook.clock}</time>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

/** "payment.succeeded", which may break behind its dot and nowhere else. */
function TypeName({ type }: { type: string }) {
  const [subject = '', ...rest] = type.split('.');
  return (
    <>
      {subject}.<wbr />
      {rest.join('.')}
    </>
  );
}

async function fetchView(url: string): Promise<OrderView> {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`The order answered ${reply.status}.`);
  return reply.json();
}
