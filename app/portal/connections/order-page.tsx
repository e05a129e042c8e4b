import { OperatorMark } from '#components/checkout/operator-mark.tsx';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { type ListedConnection, listConnections } from '#lib/merchants/connections.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import { listRules } from '#lib/routing/rules.ts';
import type { SearchParams } from '../address.ts';
import type { PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { orderAction } from './actions.ts';
import { Done } from './done.tsx';
import { ownerOf, type Place } from './place.ts';
import { connectionTexts } from './texts.ts';

/** An operator and currency that several connections serve. */
interface Choice {
  operator: OperatorId;
  currency: string;
  connections: { id: string; name: string }[];
}

/** Which connection is tried first, where there is a choice. A plain form a choice: it works without script. */
export async function OrderPage({
  page,
  place,
  query,
}: {
  page: PortalPage;
  place: Place;
  query: SearchParams;
}) {
  const { session, mode, locale, href } = page;
  const t = connectionTexts(locale);
  const owner = ownerOf(place, session, mode);
  const [listed, rules] = await Promise.all([listConnections(owner, page.now), listRules(owner)]);
  const choices = choicesAmong(listed);
  const mayManage = mayMember(session, place.manage);
  const path = `${place.path}/order`;
  return (
    <PortalFrame page={page} current={place.section} path={path}>
      <PageHead title={t.orderTitle} lead={place.kind === 'platform' ? t.platformOrderLead : t.orderLead}>
        <ButtonLink size="small" tone="second" href={href(place.path)}>
          {t.back}
        </ButtonLink>
      </PageHead>
      <Done t={t} done={query.done} />
      {choices.length === 0 && (
        <section className="panel">
          <Nothing heading={t.orderNone} what={t.orderNoneWhat} />
        </section>
      )}
      {choices.map((choice) => {
        const { operator, currency, connections } = choice;
        const key = `${operator}-${currency}`;
        const chosen =
          rules.find((rule) => rule.operator === operator && rule.currency === currency)?.connectionIds ?? [];
        const options = [
          { value: '', label: t.usual },
          ...connections.map(({ id, name }) => ({ value: id, label: name })),
        ];
        return (
          <section className="panel" key={key} aria-labelledby={key}>
            <h2 id={key} className="order-operator">
              <OperatorMark operator={operator} size={28} /> {OPERATORS[operator].name.label}, {currency}
            </h2>
            <form action={orderAction} className="order-form">
              {Object.entries({ place: place.kind, mode, operator, currency }).map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              {connections.map(({ id }, index) => (
                <Select
                  key={id}
                  id={`${key}-${index}`}
                  name="rank"
                  label={fill(t.rank, { rank: String(index + 1) })}
                  options={options}
                  defaultValue={chosen[index] ?? ''}
                  disabled={!mayManage}
                />
              ))}
              {mayManage && (
                <Button
                  size="small"
                  tone="second"
                  aria-label={`${t.save}, ${OPERATORS[operator].name.label} ${currency}`}
                >
                  {t.save}
                </Button>
              )}
            </form>
          </section>
        );
      })}
    </PortalFrame>
  );
}

function choicesAmong(listed: readonly ListedConnection[]): Choice[] {
  const choices = new Map<string, Choice>();
  for (const { connection } of listed) {
    if (!isProviderId(connection.provider)) continue;
    const { operators, currencies } = providerById(connection.provider).manifest;
    for (const { operator } of operators) {
      for (const currency of currencies.filter((code) => OPERATORS[operator].currencies.includes(code))) {
        const key = `${operator} ${currency}`;
        const choice = choices.get(key) ?? { operator, currency, connections: [] };
        choice.connections.push({ id: connection.id, name: connection.name });
        choices.set(key, choice);
      }
    }
  }
  return [...choices.values()].filter(({ connections }) => connections.length > 1);
}
