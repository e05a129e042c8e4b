import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { formatNational, type Phone } from '#lib/phone.ts';
import { mayUseHandset } from '#lib/sandbox/access.ts';
import { readHandsetNumber, waitingNumbers } from '#lib/sandbox/handset.ts';
import { STORIES } from '#lib/sandbox/stories.ts';
import { address, Frame, one, pageLocale, type SearchParams } from '../frame.tsx';
import { type SandboxTexts, sandboxTexts } from '../texts.ts';
import { Screen } from './screen.tsx';
import { handsetView } from './view.ts';

type Props = { searchParams: SearchParams };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: sandboxTexts(await pageLocale(one((await searchParams).lang))).handset };
}

/** A person plays the payer: prompts, codes and answers of one simulated phone. */
export default async function PhonePage({ searchParams }: Props) {
  if (!mayUseHandset()) notFound();
  const query = await searchParams;
  const locale = await pageLocale(one(query.lang));
  const t = sandboxTexts(locale);
  const number = one(query.number).slice(0, 30);
  const phone = readHandsetNumber(number);
  const error = one(query.error);
  return (
    <Frame locale={locale} path="/sandbox/phone" parameters={{ number }} wide>
      <div className="beside">
        <div className="stack">
          {phone === undefined ? (
            <Off t={t} />
          ) : (
            <>
              <Screen
                number={phone.e164}
                shownNumber={formatNational(phone)}
                locale={locale}
                t={t}
                first={await handsetView(phone, locale)}
                {...(error === 'pin' || error === 'gone' ? { error } : {})}
              />
              <ButtonLink tone="quiet" href={address('/sandbox/phone', { number: phone.e164, lang: locale })}>
                {t.refresh}
              </ButtonLink>
            </>
          )}
        </div>
        <div className="stack">
          <h1>{t.handset}</h1>
          <p className="lead">{t.handsetLead}</p>
          <Choose locale={locale} t={t} number={number} wrong={number !== '' && phone === undefined} />
          <Waiting locale={locale} t={t} numbers={await waitingNumbers()} />
          <Stories locale={locale} t={t} />
        </div>
      </div>
    </Frame>
  );
}

function Off({ t }: { t: SandboxTexts }) {
  return (
    <div className="handset">
      <div className="handset-screen">
        <p className="empty">{t.noNumber}</p>
      </div>
    </div>
  );
}

type PartProps = { locale: Locale; t: SandboxTexts };

function Choose({ locale, t, number, wrong }: PartProps & { number: string; wrong: boolean }) {
  return (
    <form action="/sandbox/phone" method="get" className="stack">
      <input type="hidden" name="lang" value={locale} />
      <Field
        id="number"
        name="number"
        type="tel"
        autoComplete="off"
        required
        maxLength={30}
        defaultValue={number}
        label={t.numberLabel}
        hint={t.numberHint}
        error={wrong ? t.numberWrong : undefined}
      />
      <Button tone="second">{t.openHandset}</Button>
    </form>
  );
}

function Waiting({ locale, t, numbers }: PartProps & { numbers: readonly Phone[] }) {
  if (numbers.length === 0) return null;
  return (
    <div className="panel">
      <h2>{t.waitingNumbers}</h2>
      <ul className="figure">
        {numbers.map((phone) => (
          <li key={phone.e164}>
            <a
              className="inline-flex min-h-12 items-center"
              href={address('/sandbox/phone', { number: phone.e164, lang: locale })}
            >
              {formatNational(phone)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Stories({ locale, t }: PartProps) {
  return (
    <details>
      <summary>{t.storiesTitle}</summary>
      <p className="lead">{t.storiesLead}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.ending}</th>
            <th scope="col">{t.happens}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(STORIES)
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([ending, story]) => (
              <tr key={ending}>
                <td>
                  <span className="code">{ending}</span>
                </td>
                <td>{story.about[locale]}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
