/** Every command and program that the guide shows. snippets.db.test.ts runs them. */

export interface Snippet {
  language: 'sh' | 'js' | 'html';
  code: string;
}

export type SnippetName =
  | 'hosted'
  | 'direct'
  | 'read'
  | 'link'
  | 'webhook'
  | 'comeBack'
  | 'button'
  | 'dropIn';

/** `publicUrl`: the address of this gateway, so that what is shown can be pasted. */
export function snippets(publicUrl: string): Record<SnippetName, Snippet> {
  return {
    hosted: {
      language: 'sh',
      code: `curl ${publicUrl}/api/v1/payments \\
  -H "Authorization: Bearer $CROSS_SECRET_KEY" \\
  -H "Idempotency-Key: order-1042-payment" \\
  -H "Content-Type: application/json" \\
  -d '{
    "amount": 1500,
    "currency": "XAF",
    "country": "CM",
    "reference": "order-1042",
    "description": "Panier 1042",
    "success_url": "https://shop.example/thanks",
    "cancel_url": "https://shop.example/cart"
  }'`,
    },
    direct: {
      language: 'sh',
      code: `curl ${publicUrl}/api/v1/payments \\
  -H "Authorization: Bearer $CROSS_SECRET_KEY" \\
  -H "Idempotency-Key: order-1043-payment" \\
  -H "Content-Type: application/json" \\
  -d '{
    "amount": 1500,
    "currency": "XAF",
    "country": "CM",
    "reference": "order-1043",
    "operator": "cm-mtn",
    "phone": "+237 6 70 00 07 89"
  }'`,
    },
    read: {
      language: 'sh',
      code: `curl "${publicUrl}/api/v1/payments?reference=order-1042" \\
  -H "Authorization: Bearer $CROSS_SECRET_KEY"`,
    },
    link: {
      language: 'sh',
      code: `curl ${publicUrl}/api/v1/payment_links \\
  -H "Authorization: Bearer $CROSS_SECRET_KEY" \\
  -H "Idempotency-Key: november-fee" \\
  -H "Content-Type: application/json" \\
  -d '{
    "amount": 1500,
    "currency": "XAF",
    "description": "Cotisation de novembre",
    "max_uses": 100
  }'`,
    },
    webhook: { language: 'js', code: WEBHOOK },
    comeBack: { language: 'js', code: COME_BACK },
    button: {
      language: 'html',
      code: `<!-- CHECKOUT_URL: checkout_url of the payment that your server has just made -->
<a href="CHECKOUT_URL" data-cross-checkout>Payer</a>
<script src="${publicUrl}/checkout.js" defer></script>`,
    },
    dropIn: { language: 'js', code: DROP_IN },
  };
}

const WEBHOOK = `import { createHmac, timingSafeEqual } from 'node:crypto';

// headers: names in lower case. rawBody: the text as it arrived, before any JSON.parse.
// secret: whsec_… of the endpoint, or of the app for a payment's own callback_url.
export function isFromCross(headers, rawBody, secret) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const ageSeconds = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!(ageSeconds <= 300)) return false;

  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(id + '.' + timestamp + '.' + rawBody).digest();
  // Several signatures, separated by spaces, while a secret is being changed.
  return (headers['webhook-signature'] ?? '').split(' ').some((entry) => {
    const given = Buffer.from(entry.replace('v1,', ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
`;

const DROP_IN = `// Your server makes the payment, with the secret key that never stands in a page.
const answer = await fetch('/orders/1042/pay', { method: 'POST' });
const { checkout_url } = await answer.json();

Cross.checkout({
  url: checkout_url,
  onSuccess: ({ payment }) => location.assign('/orders/1042?payment=' + payment),
  onFailure: ({ state }) => console.log('not paid', state),
  onClose: ({ state }) => console.log('closed while', state),
});
`;

const COME_BACK = `import { createHmac, timingSafeEqual } from 'node:crypto';

// query: the parameters of the address the payer came back to.
// secret: the app's signing secret, whole, with its whsec_.
export function isOurReturn(query, secret) {
  const signed = [query.payment_id, query.reference, query.status, query.timestamp].join('.');
  const expected = Buffer.from(createHmac('sha256', secret).update(signed).digest('hex'));
  const given = Buffer.from(query.signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
`;
