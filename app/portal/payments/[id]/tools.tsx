/** What a member may do with a payment: ask, look, send again, note. */

import { RefreshCw } from 'lucide-react';
import { ActButton } from '#components/portal/kit/act-button.tsx';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { fill } from '#components/portal/texts.ts';
import { webhookAnswer } from '#components/portal/webhook-answer.ts';
import { Time } from '#components/time.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextArea } from '#components/ui/choice.tsx';
import type { Tone } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import type { DeliveryTry, PaymentNote } from '#lib/generated/prisma/client.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import type { DeliveryRow } from '#lib/webhooks/resource.ts';
import type { PortalPage } from '../../open-page.ts';
import { paymentTexts } from '../texts.ts';
import { addNoteAction, askNowAction, sendAgainAction, showPhoneAction } from './actions.ts';
import { PhoneReveal } from './phone-reveal.tsx';

interface Part {
  page: PortalPage;
  paymentId: string;
}

/** What every action here must know. */
function hiddenOf({ page, paymentId }: Part): Record<string, string> {
  const lang = new URL(page.href('/'), 'http://relative.invalid').searchParams.get('lang');
  return { payment: paymentId, mode: page.mode, ...(lang !== null && { lang }) };
}

export function Actions({ page, paymentId, asked }: Part & { asked: boolean }) {
  const t = paymentTexts(page.locale);
  const hidden = hiddenOf({ page, paymentId });
  const mayAct = mayMember(page.session, 'payments.act') && asked;
  const mayLook = mayMember(page.session, 'payments.phone');
  if (!mayAct && !mayLook) return null;
  return (
    <section className="panel payment-actions" aria-labelledby="actions">
      <h2 id="actions">{t.actions}</h2>
      <div className="action-line">
        {mayAct && (
          <ActButton action={askNowAction} hidden={hidden} tone="second">
            <RefreshCw size={18} aria-hidden="true" />
            {t.askNow}
          </ActButton>
        )}
        {mayLook && (
          <PhoneReveal
            action={showPhoneAction}
            hidden={hidden}
            words={{
              show: t.showPhone,
              hide: t.hidePhone,
              what: t.showPhoneWhat,
              none: t.noPhones,
              heading: t.phones,
              customer: t.customerNumber,
              attempt: t.attemptNumber,
            }}
          />
        )}
      </div>
    </section>
  );
}

export function Notes({ page, paymentId, notes, names }: Part & NotesProps) {
  const { locale, timeZone, now } = page;
  const t = paymentTexts(locale);
  return (
    <section className="panel" aria-labelledby="notes">
      <h2 id="notes">{t.notes}</h2>
      {notes.length === 0 && <p className="text-soft">{t.noNotes}</p>}
      <ul className="notes">
        {notes.map(({ id, memberId, text, createdAt }) => (
          <li key={id}>
            <p className="note-text">{text}</p>
            <p className="reason">
              {names.get(memberId) ?? t.formerMember},{' '}
              <Time at={createdAt} locale={locale} timeZone={timeZone} today={now} />
            </p>
          </li>
        ))}
      </ul>
      {mayMember(page.session, 'payments.act') && (
        <form action={addNoteAction} className="form">
          <Hidden values={hiddenOf({ page, paymentId })} />
          <TextArea
            id="note"
            name="text"
            label={t.note}
            hint={t.noteHint}
            rows={2}
            maxLength={1_000}
            required
          />
          <Button size="small" tone="second">
            {t.noteAdd}
          </Button>
        </form>
      )}
    </section>
  );
}

interface NotesProps {
  notes: readonly PaymentNote[];
  names: ReadonlyMap<string, string>;
}

const DELIVERY_TONES: Record<string, Tone> = { due: 'wait', delivered: 'good', parked: 'bad' };

export function Webhooks(
  props: Part & { deliveries: readonly DeliveryRow[]; tries: readonly DeliveryTry[] },
) {
  const { page, paymentId, deliveries, tries } = props;
  const { locale, timeZone, now } = page;
  const t = paymentTexts(locale);
  const mayAct = mayMember(page.session, 'payments.act');
  return (
    <section className="panel" aria-labelledby="webhooks">
      <h2 id="webhooks">{t.webhooks}</h2>
      {deliveries.length === 0 && <p className="text-soft">{t.noWebhooks}</p>}
      <ul className="deliveries">
        {deliveries.map((delivery) => {
          const own = tries.filter(({ deliveryId }) => deliveryId === delivery.id);
          const word = `delivery_${delivery.status}` as 'delivery_due'; // held to the list by a CHECK
          return (
            <li key={delivery.id}>
              <div>
                <p className="attempt-line">
                  <code>{delivery.type}</code>
                  <State tone={DELIVERY_TONES[delivery.status] ?? 'still'}>{t[word]}</State>
                  <Time at={delivery.createdAt} locale={locale} timeZone={timeZone} today={now} />
                </p>
                <p className="reason">{fill(t.webhookTo, { url: shownAddress(delivery.url) })}</p>
                {own.length > 0 && (
                  <ol className="tries">
                    {own.map((one) => (
                      <li key={one.id}>
                        {fill(t.tryLine, {
                          number: String(one.number),
                          result: webhookAnswer(one, locale),
                          ms: String(one.durationMs),
                        })}{' '}
                        <Time at={one.at} locale={locale} timeZone={timeZone} today={now} />
                      </li>
                    ))}
                  </ol>
                )}
              </div>
              {mayAct && (
                <ConfirmButton
                  label={t.sendAgain}
                  question={fill(t.sendAgainQuestion, { type: delivery.type })}
                  consequence={t.sendAgainWhat}
                  cancel={t.cancel}
                  action={sendAgainAction}
                  hidden={{ ...hiddenOf({ page, paymentId }), delivery: delivery.id }}
                  tone="quiet"
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Without what a shop may have put behind it: a key in the query is not everybody's. */
function shownAddress(address: string): string {
  return URL.canParse(address) ? `${new URL(address).origin}${new URL(address).pathname}` : '…';
}
