/** The house: connections, the audit log, settings, and the platform that approves and suspends. */
import { expect, type Page, test } from '@playwright/test';
import { generate } from 'otplib';
import { demo, newReference, url } from './demo.ts';
import { expectNoViolation, fillSignIn, linkFor, signedIn, stranger } from './portal-people.ts';

const PASSWORD = 'une phrase assez longue';

test.use({ locale: 'fr' });
test.setTimeout(150_000);

test('a shop sets up its own connection; the platform approves it, suspends it and lets it in again', async ({
  browser,
}) => {
  const email = `${newReference().toLowerCase()}@example.com`;
  const owner = await signedIn(browser, demo.portal.email, demo.portal.password);
  const kofi = await stranger(browser);
  await kofi.goto(url('/portal/sign-up'));
  await kofi.getByLabel('Nom de la boutique').fill('Boutique Kofi');
  await kofi.getByLabel('Pays').selectOption('CM');
  await kofi.getByLabel('Votre nom').fill('Kofi');
  await kofi.getByLabel('Adresse e-mail').fill(email);
  await kofi.getByLabel('Mot de passe').fill(PASSWORD);
  await kofi.getByRole('button', { name: 'Ouvrir le compte' }).click();
  await expect(kofi.getByText('Regardez vos e-mails.')).toBeVisible();
  await kofi.goto(await linkFor(owner, email));
  await kofi.getByRole('button', { name: 'Confirmer mon adresse' }).click();
  await fillSignIn(kofi, email, PASSWORD);
  await expect(kofi).toHaveURL(/\/portal(\/|$)/);

  await kofi.goto(url('/portal/connections'));
  await expect(kofi.getByText('de la plateforme').first()).toBeVisible();
  await expect(kofi.getByRole('button', { name: /^Vérifier/ })).toHaveCount(0);
  await kofi.getByLabel('Fournisseur').selectOption('my-coolpay');
  await kofi.getByRole('button', { name: 'Continuer' }).click();
  await kofi.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(kofi.getByText('Remplissez ce champ.').first()).toBeVisible();
  await kofi.getByLabel('Clé publique').fill('fake-public');
  await kofi.getByLabel('Clé privée').fill('fake-private');
  await kofi.getByLabel('Réseaux d’où viennent les rappels').fill('quelque part');
  await kofi.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(kofi.getByText('Rien n’est enregistré', { exact: false })).toBeVisible();
  await expectNoViolation(kofi, 'a refused connection');
  await kofi.getByLabel('Réseaux d’où viennent les rappels').fill('203.0.113.7');
  await kofi.getByLabel('Nom dans vos listes').fill('Caisse de Kofi');
  await kofi.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(kofi.getByText('La connexion est ajoutée.', { exact: false })).toBeVisible();

  await kofi.getByRole('link', { name: 'Modifier, Caisse de Kofi' }).click();
  await expect(kofi.getByLabel('Clé privée')).toHaveValue('');
  await expect(kofi.getByText('Enregistré. Laissez vide', { exact: false })).toBeVisible();
  await expect(kofi.getByLabel('Réseaux d’où viennent les rappels')).toHaveValue('203.0.113.7');
  const own = new URL(kofi.url()).pathname;
  await kofi.goto(url('/portal/connections'));
  await kofi.getByRole('button', { name: 'Pause' }).click();
  await kofi.getByRole('alertdialog').getByRole('button', { name: 'Pause' }).click();
  await expect(kofi.getByText('La connexion est en pause.')).toBeVisible();

  await kofi.goto(url('/portal/connections/order'));
  const mtn = kofi.getByRole('region', { name: 'MTN MoMo, XAF' });
  await mtn.getByLabel('Choix 1').selectOption('My-CoolPay (test)');
  await mtn.getByRole('button', { name: /^Enregistrer/ }).click();
  await expect(kofi.getByText('L’ordre est enregistré.')).toBeVisible();

  await kofi.goto(url('/portal/audit?action=connection_paused'));
  await expect(kofi.getByRole('cell', { name: /Connexion mise en pause/ })).toHaveCount(1);
  const csv = await kofi.request.get(url('/portal/audit/export?action=connection_added'));
  expect(csv.headers()['content-type']).toContain('text/csv');
  expect((await csv.text()).split('\r\n').filter((line) => line.includes('connection_added'))).toHaveLength(
    1,
  );
  expect(await csv.text()).not.toContain('fake-private');

  await kofi.goto(url('/portal/settings'));
  await kofi.getByLabel('Effacer après, en jours').fill('3');
  await kofi.getByRole('button', { name: 'Enregistrer' }).nth(1).click();
  await expect(kofi.getByText('Un nombre de 30 à 3650, ou rien.')).toBeVisible();
  await kofi.getByLabel('Effacer après, en jours').fill('365');
  await kofi.getByRole('button', { name: 'Enregistrer' }).nth(1).click();
  await expect(kofi.getByText('La durée est enregistrée.')).toBeVisible();

  // Another merchant's, and the platform's, are not there.
  for (const path of ['/portal/platform', '/portal/platform/connections']) {
    expect((await kofi.goto(url(path)))?.status()).toBe(404);
  }
  expect((await owner.goto(url(own)))?.status()).toBe(404);
  expect((await (await stranger(browser)).request.get(url('/portal/audit/export'))).status()).toBe(401);

  const admin = await adminWithSecondFactor(owner);
  await admin.goto(url('/portal/connections'));
  await admin.goto(url('/portal/platform/connections'));
  await admin.getByRole('button', { name: 'Vérifier, My-CoolPay (test)' }).click();
  await expect(admin.getByText('My-CoolPay (test) répond et accepte vos identifiants.')).toBeVisible();

  await admin.goto(url(`/portal/platform?search=${encodeURIComponent(email)}`));
  const row = admin.getByRole('row').filter({ hasText: email });
  await row.getByRole('button', { name: 'Approuver' }).click();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Approuver' }).click();
  await expect(admin.getByText('Le marchand est approuvé et prévenu.')).toBeVisible();
  await admin.goto(url(`/portal/platform?search=${encodeURIComponent(email)}`));
  await row.getByRole('button', { name: 'Suspendre' }).click();
  await expectNoViolation(admin, 'suspending');
  await admin.getByRole('alertdialog').getByLabel('Raison').fill('Plaintes de clients');
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Suspendre' }).click();
  await expect(admin.getByText('Le marchand est suspendu.')).toBeVisible();
  await kofi.goto(url('/portal/settings'));
  await expect(kofi).toHaveURL(/\/portal\/sign-in/);
  await admin.goto(url('/portal/platform?state=suspended'));
  await admin.getByRole('button', { name: 'Lever la suspension, Boutique Kofi' }).first().click();
  await expect(admin.getByText('La suspension est levée.')).toBeVisible();

  await admin.goto(url('/portal/settings'));
  await admin.getByRole('button', { name: 'Effacer ce payeur' }).click();
  await admin.getByRole('alertdialog').getByLabel('Numéro du payeur').fill('+228 90 00 00 00');
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Effacer ce payeur' }).click();
  await expect(admin.getByText('Aucun paiement ne connaît ce numéro.')).toBeVisible();
});

/** A new admin of the organisation that operates the gateway, who has just proved the second factor. */
async function adminWithSecondFactor(owner: Page): Promise<Page> {
  const browser = owner.context().browser();
  if (browser === null) throw new Error('The owner has no browser.');
  const email = `${newReference().toLowerCase()}@example.com`;
  await owner.goto(url('/portal/team'));
  await owner.getByLabel('Adresse e-mail').fill(email);
  await owner.getByLabel('Rôle', { exact: true }).selectOption('admin');
  await owner.getByRole('button', { name: 'Envoyer l’invitation' }).click();
  await expect(owner.getByText('L’invitation est partie.')).toBeVisible();
  const page = await stranger(browser);
  await page.goto(await linkFor(owner, email));
  await page.getByLabel('Votre nom').fill('Ama');
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await page.getByRole('button', { name: 'Rejoindre l’équipe' }).click();
  await expect(page.getByText('C’est fait. Connectez-vous')).toBeVisible();
  await fillSignIn(page, email, PASSWORD);
  await expect(page).toHaveURL(/\/portal(\/|$)/);
  await page.goto(url('/portal/security'));
  await page.getByRole('button', { name: 'Activer' }).click();
  const secret = (await page.locator('.secret code').textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill(await generate({ secret }));
  await page.getByRole('button', { name: 'Activer la double vérification' }).click();
  await expect(page.locator('.recovery-codes code').first()).toBeVisible();
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
  return page;
}
