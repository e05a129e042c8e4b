/** People: invited, signing up, forgetting passwords, proving a second factor; each mail read where the demo lists it. */
import { expect, test } from '@playwright/test';
import { generate } from 'otplib';
import { demo, newReference, url } from './demo.ts';
import { expectNoViolation, fillSignIn, linkFor, signedIn, stranger } from './portal-people.ts';

const PASSWORD = 'une phrase assez longue';

test.use({ locale: 'fr' });
test.setTimeout(90_000);

test('an invited person joins, turns on two-step sign-in, and needs the code from then on', async ({
  browser,
}) => {
  const email = `${newReference().toLowerCase()}@example.com`;
  const owner = await signedIn(browser, demo.portal.email, demo.portal.password);
  await owner.goto(url('/portal/team'));
  await owner.getByLabel('Adresse e-mail').fill('pas une adresse');
  await owner.getByRole('button', { name: 'Envoyer l’invitation' }).click();
  await expect(owner.getByText('Écrivez une adresse e-mail entière')).toBeVisible();
  await owner.getByLabel('Adresse e-mail').fill(email);
  await owner.getByLabel('Rôle', { exact: true }).selectOption('developer');
  await owner.getByRole('button', { name: 'Envoyer l’invitation' }).click();
  await expect(owner.getByText('L’invitation est partie.')).toBeVisible();

  const page = await stranger(browser);
  await page.goto(await linkFor(owner, email));
  await page.getByLabel('Votre nom').fill('Kofi');
  await page.getByLabel('Mot de passe').fill('court');
  await page.getByRole('button', { name: 'Rejoindre l’équipe' }).click();
  await expect(page.getByText('Trop court : une phrase')).toBeVisible();
  await expectNoViolation(page, 'invitation');
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await page.getByRole('button', { name: 'Rejoindre l’équipe' }).click();
  await expect(page.getByText('C’est fait. Connectez-vous')).toBeVisible();
  await fillSignIn(page, email, PASSWORD);
  await expect(page).toHaveURL(/\/portal$/);
  // A developer sees no audit log, and may not manage the team.
  await page.goto(url('/portal/team'));
  await expect(page.getByRole('button', { name: 'Envoyer l’invitation' })).toHaveCount(0);

  await page.goto(url('/portal/security'));
  await page.getByRole('button', { name: 'Activer' }).click();
  const secret = (await page.locator('.secret code').textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Activer la double vérification' }).click();
  await expect(page.getByText('Ce code n’est pas bon.')).toBeVisible();
  await expectNoViolation(page, 'enrolment');
  await page.getByLabel('Code', { exact: true }).fill(await generate({ secret }));
  await page.getByRole('button', { name: 'Activer la double vérification' }).click();
  await expect(page.locator('.recovery-codes code')).toHaveCount(10);
  const recovery = await page.locator('.recovery-codes code').allTextContents();
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
  await expect(page.locator('.recovery-codes')).toHaveCount(0);

  const again = await stranger(browser);
  await again.goto(url('/portal/payments?status=failed'));
  await fillSignIn(again, email, PASSWORD);
  await expect(again.getByRole('heading', { name: 'Est-ce bien vous ?' })).toBeVisible();
  await expectNoViolation(again, 'second factor');
  // The half-open session opens nothing else.
  await again.goto(url('/portal/payments?status=failed'));
  await expect(again.getByRole('heading', { name: 'Est-ce bien vous ?' })).toBeVisible();
  await again.getByLabel('Code', { exact: true }).fill(recovery[0] ?? '');
  await again.getByRole('button', { name: 'Continuer' }).click();
  await expect(again).toHaveURL(/\/portal\/payments\?status=failed/);
  await again.goto(url('/portal/security'));
  await expect(again.getByText('Il reste 9 codes de secours.')).toBeVisible();

  // The owner changes the role only after proving who they are, and is told how to.
  await owner.goto(url('/portal/team'));
  const row = owner.getByRole('row').filter({ hasText: email });
  await row.getByRole('button', { name: 'Désactiver' }).click();
  await expect(owner.getByRole('alertdialog')).toContainText('Cette personne est déconnectée tout de suite');
  await owner.getByRole('alertdialog').getByRole('button', { name: 'Désactiver' }).click();
  await expect(owner.getByText('Le compte est désactivé.')).toBeVisible();
  await again.reload();
  await expect(again).toHaveURL(/\/portal\/sign-in/);
});

test('a shop opens an account by itself, and a forgotten password is replaced', async ({ browser }) => {
  const email = `${newReference().toLowerCase()}@example.com`;
  const page = await stranger(browser);
  await page.goto(url('/portal/sign-in'));
  await page.getByRole('link', { name: 'Ouvrir un compte' }).click();
  await page.getByLabel('Nom de la boutique').fill('Boutique Kofi');
  await page.getByLabel('Pays').selectOption('TG');
  await page.getByLabel('Votre nom').fill('Kofi');
  await page.getByLabel('Adresse e-mail').fill(email);
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
  await expect(page.getByText('Regardez vos e-mails.')).toBeVisible();

  const owner = await signedIn(browser, demo.portal.email, demo.portal.password);
  await page.goto(await linkFor(owner, email));
  await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
  await fillSignIn(page, email, PASSWORD);
  await expect(page.getByText('Votre première heure')).toBeVisible();

  const forgetful = await stranger(browser);
  await forgetful.goto(url('/portal/forgotten'));
  await forgetful.getByLabel('Adresse e-mail').fill(email);
  await forgetful.getByRole('button', { name: 'Envoyer le lien' }).click();
  await expect(forgetful.getByText('Si cette adresse a un compte')).toBeVisible();
  await forgetful.goto(await linkFor(owner, email, 'Nouveau mot de passe'));
  await forgetful.getByLabel('Nouveau mot de passe').fill(`${PASSWORD} 2`);
  await forgetful.getByRole('button', { name: 'Changer le mot de passe' }).click();
  await fillSignIn(forgetful, email, `${PASSWORD} 2`);
  await expect(forgetful).toHaveURL(/\/portal$/);
  // The browser that was signed in before is out.
  await page.reload();
  await expect(page).toHaveURL(/\/portal\/sign-in/);
});
