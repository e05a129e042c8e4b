/** A shop joins: a form, a mail that proves the address, then a merchant with test mode and one app to begin with. */
import { addMs } from '#lib/clock.ts';
import type { Country } from '#lib/countries.ts';
import { db, inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';
import { COUNTRIES as MARKETS } from '#lib/operators/catalogue.ts';
import { networkOf } from '#lib/peer-network.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import { writeAudit } from './audit.ts';
import { hashOf, newLinkToken } from './link-token.ts';
import { hashPassword } from './password.ts';

export const SIGN_UP_MS = 24 * 3_600_000;
const WINDOW_S = 3_600;
export const SIGN_UPS = { email: 3, peer: 5 } as const;

export interface NewMerchant {
  merchant: string;
  country: Country;
  name: string;
  email: string;
  password: string;
  locale: Locale;
}

/** Sends the mail that confirms the address; one who has an account is told so there, and nowhere else. */
export async function askToJoin(
  asked: NewMerchant,
  { peer, now }: { peer: string; now: Date },
): Promise<'sent' | 'limited'> {
  const peers = postgresLimiter({ keyPrefix: 'sign-up-peer', points: SIGN_UPS.peer, seconds: WINDOW_S });
  const emails = postgresLimiter({ keyPrefix: 'sign-up-email', points: SIGN_UPS.email, seconds: WINDOW_S });
  const allowed = await Promise.all([peers.consume(networkOf(peer)), emails.consume(asked.email)]).then(
    () => true,
    () => false,
  );
  if (!allowed) return 'limited';
  // Hashed in both cases: the time taken tells nothing.
  const passwordHash = await hashPassword(asked.password);
  const { email, locale, merchant, country, name } = asked;
  const { publicUrl } = env();
  const known = await db.member.findUnique({ where: { email } });
  if (known !== null) {
    const values = { link: `${publicUrl}/portal/sign-in` };
    await enqueueMail(db, { kind: 'sign_up_known', to: email, locale, values, at: now });
  } else {
    const { token, hash } = newLinkToken();
    await inTransaction(async (tx) => {
      await tx.signUp.deleteMany({ where: { email } });
      await tx.signUp.create({
        data: {
          tokenHash: hash,
          email,
          merchantName: merchant,
          country,
          name,
          passwordHash,
          locale,
          createdAt: now,
          expiresAt: addMs(now, SIGN_UP_MS),
        },
      });
      const values = { merchant, link: `${publicUrl}/portal/sign-up/${token}` };
      await enqueueMail(tx, { kind: 'sign_up', to: email, locale, values, at: now });
    });
  }
  await notifyDue();
  return 'sent';
}

/**
 * Opens the account that a link confirms: the merchant (waiting for the platform's approval, test mode open), its owner
 * and a first app. The link is used up; a second click finds the account made.
 *
 * @returns the owner's address; undefined when the link opens nothing (any more)
 */
export async function confirmSignUp(
  token: string,
  { peer, now }: { peer: string; now: Date },
): Promise<{ email: string } | undefined> {
  return inTransaction(async (tx) => {
    const row = await tx.signUp.findUnique({ where: { tokenHash: hashOf(token) } });
    if (row === null || row.expiresAt <= now) return undefined;
    const { count } = await tx.signUp.deleteMany({ where: { tokenHash: row.tokenHash } });
    if (count === 0 || (await tx.member.findUnique({ where: { email: row.email } })) !== null)
      return undefined;
    const country = row.country as Country; // checked by the form, held by nobody else
    const merchant = await tx.merchant.create({
      data: {
        id: newId('mer'),
        name: row.merchantName,
        country,
        locale: row.locale,
        timezone: MARKETS[country].timeZone,
        createdAt: now,
      },
    });
    const member = await tx.member.create({
      data: {
        id: newId('mem'),
        merchantId: merchant.id,
        email: row.email,
        name: row.name,
        role: 'owner',
        passwordHash: row.passwordHash,
        locale: isLocale(row.locale) ? row.locale : 'fr',
        createdAt: now,
      },
    });
    await createFirstApp(tx, {
      merchantId: merchant.id,
      name: row.merchantName,
      country,
      locale: row.locale,
    });
    await writeAudit(tx, {
      merchantId: merchant.id,
      memberId: member.id,
      action: 'merchant_signed_up',
      targetId: merchant.id,
      peer,
      at: now,
    });
    return { email: row.email };
  });
}

async function createFirstApp(
  tx: Pick<Tx, 'app'>,
  {
    merchantId,
    name,
    country,
    locale,
  }: { merchantId: string; name: string; country: Country; locale: string },
): Promise<void> {
  const id = newId('app');
  await tx.app.create({
    data: {
      id,
      merchantId,
      name,
      country,
      currency: MARKETS[country].currencies[0],
      locale,
      // Asked for before live mode; until then payers come back to us.
      siteUrl: env().publicUrl,
      publicKey: newPublicKey('test'),
      signingSecretSealed: Buffer.from(seal(newSigningSecret(), sealPurpose.appSigningSecret(id))),
    },
  });
}
