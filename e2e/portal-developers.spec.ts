/** What a shop's developer does alone: an app, its logo and keys, webhooks with their deliveries, the request log, dialects. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { generate } from 'otplib';
import sharp from 'sharp';
import { demo, newReference, rows, url } from './demo.ts';
import { expectNoViolation, fillSignIn, linkFor, signedIn, stranger } from './portal-people.ts';

const PASSWORD = 'une phrase assez longue';

test.use({ locale: 'fr' });
test.setTimeout(120_000);

test('a new shop sets itself up alone: app, logo, key, webhook, request log, dialect', async ({
  browser,
}) => {
  const page = await aNewShop(browser);
  await page.goto(url('/portal/apps'));
  await expect(page.getByRole('link', { name: 'Boutique Kofi' })).toBeVisible();
  await page.getByRole('link', { name: 'Nouvelle application' }).click();
  await page.getByLabel('Nom').fill('Site Kofi');
  await page.getByLabel('Site').fill('pas une adresse');
  await page.getByRole('button', { name: 'Créer l’application' }).click();
  await expect(page.getByText('Écrivez une adresse entière')).toBeVisible();
  await page.getByLabel('Site').fill('https://kofi.example');
  await page.getByRole('button', { name: 'Créer l’application' }).click();
  await expect(page.getByRole('heading', { name: 'Site Kofi', level: 1 })).toBeVisible();
  const app = page.url().match(/app_\w+/)?.[0] ?? '';

  await test.step('a logo is drawn anew, and what is no picture is refused', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    await page.getByLabel('Image').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: svg });
    await page.getByRole('button', { name: 'Envoyer le logo' }).click();
    await expect(page.getByText('Ce fichier n’est pas une image')).toBeVisible();
    const picture = await sharp({ create: { width: 900, height: 450, channels: 3, background: '#0a7d5a' } })
      .jpeg()
      .toBuffer();
    await page.getByLabel('Image').setInputFiles({ name: 'l.jpg', mimeType: 'image/jpeg', buffer: picture });
    await page.getByRole('button', { name: 'Envoyer le logo' }).click();
    await expect(page.getByText('Le logo est changé.')).toBeVisible();
    const src = await page.getByRole('img', { name: 'Logo de Site Kofi' }).getAttribute('src');
    const served = await fetch(url(src ?? ''));
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.headers.get('cache-control')).toContain('immutable');
    expect(await sharp(Buffer.from(await served.arrayBuffer())).metadata()).toMatchObject({ width: 256 });
  });

  await test.step('settings are kept, and live mode is asked for', async () => {
    await page.getByLabel('Après un succès').fill('https://kofi.example/merci');
    await page.getByLabel('Adresses de vos serveurs').fill('203.0.113.7');
    await page.getByLabel('Couleur', { exact: true }).fill('rouge');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(page.getByText('Écrivez six chiffres hexadécimaux')).toBeVisible();
    await page.getByLabel('Couleur', { exact: true }).fill('#F7D774');
    await expect(page.getByText('Le bouton garde votre couleur.')).toBeVisible();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(page.getByText('C’est enregistré.')).toBeVisible();
    await expect(page.getByLabel('Après un succès')).toHaveValue('https://kofi.example/merci');
    // The same answer on the same address a second time is read too.
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(page.getByText('C’est enregistré.')).toBeInViewport();
    await page.getByRole('button', { name: 'Demander le mode réel' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Demander le mode réel' }).click();
    await expect(page.getByText('La demande est partie.')).toBeVisible();
  });

  await test.step('the secret of both modes asks for the second factor', async () => {
    await page.goto(url(`/portal/apps/${app}/keys`));
    await page.getByRole('button', { name: 'Montrer le secret' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Montrer le secret' }).click();
    await enableSecondFactor(page);
    await expect(page).toHaveURL(new RegExp(`/portal/apps/${app}/keys`));
  });

  const key = await test.step('a test key is shown once', async () => {
    await page.getByRole('button', { name: 'Créer la clé' }).click();
    const secret = (await page.getByTestId('secret').textContent()) ?? '';
    expect(secret).toMatch(/^sk_test_\w{43}$/);
    await expect(page.getByTestId('secret')).toBeInViewport();
    await expect(page.locator('pre.command')).toContainText(`Authorization: Bearer ${secret}`);
    // No more than what was ticked.
    await expect(page.getByRole('row').filter({ hasText: secret.slice(-4) })).toContainText(
      'Paiements et webhooks, Lecture seule',
    );
    await page.getByRole('button', { name: 'Je l’ai gardée' }).click();
    await expect(page.getByTestId('secret')).toHaveCount(0);
    expect(await page.content()).not.toContain(secret);
    await expectNoViolation(page, 'keys');
    return secret;
  });

  await test.step('payers see the shop’s colour and picture', async () => {
    const made = await fetch(url('/api/v1/payments'), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ amount: 1500, currency: 'XAF', country: 'CM', reference: newReference() }),
    });
    const { checkout_url } = await made.json();
    const payer = await page.context().newPage();
    for (const address of [checkout_url, `${checkout_url}/lite`]) {
      await payer.goto(address);
      await expect(payer.getByRole('button', { name: /^Payer/ })).toHaveCSS(
        'background-color',
        'rgb(247, 215, 116)',
      );
      await expectNoViolation(payer, address);
    }
    await payer.goto(checkout_url);
    const picture = payer.locator('.shop-logo');
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalHeight)).toBe(96);
    // Wide as it was drawn, and not pressed into a square.
    expect((await picture.boundingBox())?.width).toBeGreaterThan(90);
    await payer.close();
  });

  await test.step('the request log tells what the key was used for', async () => {
    const answers = await Promise.all(
      ['/payments', '/payments?limit=0'].map((path) =>
        fetch(url(`/api/v1${path}`), { headers: { authorization: `Bearer ${key}` } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 422]);
    await expect(async () => {
      await page.goto(url(`/portal/requests?app=${app}`));
      await expect(page.locator('tbody tr')).toHaveCount(3, { timeout: 500 });
    }).toPass();
    await page.getByLabel('Résultat').selectOption('refused');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await expect(page.locator('tbody tr')).toContainText('request_invalid');
  });

  await test.step('a key rolls over: the new one works beside the old one, which is then revoked', async () => {
    await page.goto(url(`/portal/apps/${app}/keys`));
    await page.getByRole('button', { name: 'Remplacer' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remplacer' }).click();
    await expect(page.getByTestId('secret')).not.toHaveText(key);
    const old = page.getByRole('row').filter({ hasText: key.slice(-4) });
    await old.getByRole('button', { name: 'Révoquer' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Révoquer' }).click();
    await expect(page.getByText('La clé est révoquée.')).toBeVisible();
    await expect(async () => {
      const { status } = await fetch(url('/api/v1/payments'), {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(status).toBe(401);
    }).toPass({ timeout: 15_000 });
  });

  await test.step('a webhook endpoint is tested, read and replayed', async () => {
    const server = await aServer();
    await page.goto(url(`/portal/webhooks/new?app=${app}`));
    await page.getByLabel('Adresse', { exact: true }).fill('http://10.0.0.1/x');
    await page.getByRole('button', { name: 'Créer l’adresse' }).click();
    await expect(page.getByText('Elle doit commencer par https://.')).toBeVisible();
    await page.getByLabel('Adresse', { exact: true }).fill(server.address);
    await page.getByRole('button', { name: 'Créer l’adresse' }).click();
    await expect(page.getByTestId('secret')).toHaveText(/^whsec_/);
    await page.getByRole('button', { name: 'Je l’ai gardée' }).click();
    await page.getByRole('button', { name: 'Envoyer un essai' }).click();
    // Its result shows by itself.
    await expect(page.locator('tbody')).toContainText('Remis', { timeout: 20_000 });
    await page.getByRole('link', { name: 'webhook_endpoint.test' }).click();
    await expect(page.getByText('merci du serveur')).toBeVisible();
    await expect(page.getByText('"type": "webhook_endpoint.test"')).toBeVisible();
    await page.getByRole('button', { name: 'Renvoyer' }).click();
    await expect(page.getByText('C’est reparti.')).toBeVisible();
    await page.getByRole('button', { name: 'Renvoyer une période' }).click();
    // Its one payment's, made a moment ago; test events are not sent again.
    await expect(page.getByText(/^Événements qui repartent\s: 1\.$/)).toBeVisible();
    await page.getByRole('button', { name: 'Désactiver' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Désactiver' }).click();
    await expect(page.getByText('L’adresse est désactivée.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Envoyer un essai' })).toHaveCount(0);
    await server.close();
  });

  await test.step('a dialect’s credentials are made, shown with a command, and hidden again', async () => {
    await page.goto(url(`/portal/move?app=${app}`));
    await page.getByRole('link', { name: 'PayGateGlobal' }).click();
    await page.getByRole('button', { name: 'Créer les identifiants' }).click();
    const command = (await page.locator('pre.command').textContent()) ?? '';
    expect(command).toContain(`curl -X POST '${url('/compat/paygateglobal/api/v1/pay')}'`);
    await expectNoViolation(page, 'dialect');
    await page.getByLabel('Adresse de notification').fill('https://kofi.example/paygate');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(page.getByText('C’est enregistré.')).toBeVisible();
    await page.getByRole('button', { name: 'Cacher' }).click();
    await expect(page.locator('pre.command')).toHaveCount(0);
    const [, token = ''] = /auth_token"?[=:]"?([\w-]+)/.exec(command) ?? [];
    expect(token).not.toBe('');
    expect(await page.content()).not.toContain(token);
    expect(
      (
        await fetch(url('/compat/paygateglobal/api/v1/pay'), {
          method: 'POST',
          body: new URLSearchParams({ auth_token: token }),
        })
      ).ok,
    ).toBe(true);
  });

  await test.step('nobody else’s app, endpoint or mode is there', async () => {
    const [theirs] = await rows<{ id: string }>(
      'SELECT id FROM webhook_endpoints WHERE app_id = $1 LIMIT 1',
      [demo.app_id],
    );
    for (const path of [
      `/portal/apps/${demo.app_id}`,
      `/portal/apps/${demo.app_id}/keys`,
      `/portal/webhooks/${theirs?.id}`,
      `/portal/requests?app=${demo.app_id}`,
      `/portal/move/flexpay?app=${demo.app_id}`,
      '/portal/move/nobody',
    ]) {
      expect((await page.goto(url(path)))?.status(), path).toBe(404);
    }
    const upload = await page.request.post(url(`/portal/apps/${app}/logo`), {
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      multipart: { logo: { name: 'l.png', mimeType: 'image/png', buffer: Buffer.from('x') } },
    });
    expect(upload.status()).toBe(403);
  });
});

/** A merchant of its own, signed up by mail, so that no other test's members change under it. */
async function aNewShop(browser: Browser): Promise<Page> {
  const email = `${newReference().toLowerCase()}@example.com`;
  const page = await stranger(browser);
  await page.goto(url('/portal/sign-up'));
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
  await expect(page).toHaveURL(/\/portal$/);
  return page;
}

/** From the page that asks for a code to where the person was going. */
async function enableSecondFactor(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'L’activer maintenant' }).click();
  await page.getByRole('button', { name: 'Activer', exact: true }).click();
  const secret = (await page.locator('.secret code').textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill(await generate({ secret }));
  await page.getByRole('button', { name: 'Activer la double vérification' }).click();
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
}

/** A shop's server that thanks for every webhook. */
async function aServer(): Promise<{ address: string; close: () => Promise<void> }> {
  const server: Server = createServer((_request, response) => response.end('merci du serveur'));
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  return {
    address: `http://127.0.0.1:${port}/webhooks`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
