import { expect, test } from 'vitest';
import { formHeaders, formPage } from './departure.ts';

const words = {
  locale: 'fr',
  heading: 'Vous allez chez Wave',
  what: 'Touchez le bouton.',
  button: 'Continuer',
};

test('a provider’s values cannot leave their attributes', () => {
  const fields = { 'a"><script>alert(1)</script>': '"><img src=x onerror=alert(1)>', note: "l'été & <b>" };
  const page = formPage({ kind: 'form', url: 'https://provider.example/?a=1&b="x"', fields }, words);
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page).not.toContain('<img');
  expect(page).toContain('action="https://provider.example/?a=1&#38;b=&#34;x&#34;"');
  expect(page).toContain('value="l&#39;été &#38; &#60;b&#62;"');
});

test('it has a button for browsers without script', () => {
  const page = formPage({ kind: 'form', url: 'https://provider.example/', fields: { id: '1' } }, words);
  expect(page).toContain('<button>Continuer</button>');
});

test('its policy lets the form go to the provider’s host and to us, and nothing else', () => {
  const policy = formHeaders('https://pay.operator.example:8443/online/online.php?a=1')[
    'Content-Security-Policy'
  ];
  const allowed = policy?.split('; ').find((directive) => directive.startsWith('form-action'));
  expect(allowed).toBe("form-action 'self' https://pay.operator.example:8443");
});
