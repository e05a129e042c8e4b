import type { Fact } from '#components/ui/facts.tsx';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import type { Drawing } from './page-props.ts';
import type { AttemptView, ReferenceView } from './view.ts';

/** What a payer may quote: from which account, under which references. */
export function referenceFacts(
  { view, words, asked }: Drawing,
  { operator, phone, references }: AttemptView & { references: ReferenceView },
): Fact[] {
  const { t, of } = words;
  const { label } = OPERATORS[operator].name;
  return [
    {
      key: 'from',
      term: t('checkout.succeeded.from'),
      value: phone === undefined ? label : <Account label={label} phone={phone} />,
    },
    ...(references.operator === undefined
      ? []
      : [
          {
            key: 'operator',
            term: t('checkout.succeeded.operatorReference', of(operator)),
            value: <span className="select-all">{references.operator}</span>,
          },
        ]),
    ...paymentFacts({ view, words, named: references.operator !== undefined }),
    ...(references.receipt === undefined
      ? []
      : [
          {
            key: 'receipt',
            term: t('checkout.succeeded.receipt'),
            value: (
              <a
                href={`/pay/${view.id}/receipt?lang=${words.locale}`}
                {...(asked.frame !== undefined && { target: '_blank' })}
              >
                {receiptText(references.receipt)}
              </a>
            ),
          },
        ]),
  ];
}

/** The shop's order; of a payment link what it is for, and our own number only where there is no other one to quote. */
function paymentFacts({
  view,
  words: { t },
  named,
}: Pick<Drawing, 'view' | 'words'> & { named: boolean }): Fact[] {
  const { reference: value, description, fromLink } = view;
  if (!fromLink) return [{ key: 'payment', term: t('checkout.succeeded.paymentReference'), value }];
  return [
    ...(description === undefined
      ? []
      : [{ key: 'for', term: t('checkout.succeeded.for'), value: description }]),
    ...(named ? [] : [{ key: 'payment', term: t('checkout.succeeded.ownReference'), value }]),
  ];
}

function Account({ label, phone }: { label: string; phone: string }) {
  return (
    <>
      {label} <span className="figure">{phone}</span>
    </>
  );
}

/** "K7Q4-MX2P-3R9T": groups of four survive a phone call. */
function receiptText(code: string) {
  return <span className="figure select-all">{code.match(/.{1,4}/g)?.join('-') ?? code}</span>;
}
