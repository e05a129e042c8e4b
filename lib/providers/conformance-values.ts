/** Conformance cases: numbers, times and texts: what is meant at one end arrives at the other. */
import { expect } from 'vitest';
import { DIAL_CODE } from '#lib/phone.ts';
import {
  type Case,
  charged,
  eachOperator,
  isPrompt,
  membersOf,
  OPEN_OUTCOMES,
  PAID,
  sentTexts,
  toldOf,
} from './conformance-case.ts';
import { inBody, PHONE_FORMS } from './conformance-wire.ts';
import { aWorld, PHONES } from './conformance-world.ts';
import { HOST_ZONES, inHostZone } from './conformance-zones.ts';
import type { Manifest, PhoneForm, TimeForm } from './provider.ts';

export const VALUES: readonly Case[] = [
  {
    id: 'phones',
    promise: 'the number is written as the provider writes it, out and back; the operator reported is ours',
    run: async (provider) => {
      const { sent, told } = provider.manifest.phones;
      const written = new Set<string>();
      await eachOperator(provider, async (world, { operator, flow }) => {
        await charged(world, { ...PAID, operator });
        const phone = PHONES[provider.manifest.country];
        // On their page the payer may have to type it.
        expect(isPrompt(flow) ? [phone] : [phone, undefined]).toContain(world.transaction().phone);
        const seen = await world.truth();
        if (isPrompt(flow)) expect([undefined, operator]).toContain(seen.operator);
        expectForms(sentTexts(world), sent, (name) => written.add(`sent ${name}`));
        if (world.transaction().phone !== undefined)
          expectForms(await toldOf(world), told, (name) => written.add(`told ${name}`));
      });
      const named = [...Object.keys(sent).map((name) => `sent ${name}`)];
      named.push(...Object.keys(told).map((name) => `told ${name}`));
      expect([...written].sort()).toEqual(named.sort());

      function expectForms(
        texts: readonly string[],
        forms: Readonly<Record<string, PhoneForm>>,
        note: (name: string) => void,
      ): void {
        for (const [name, value] of texts.flatMap(membersOf)) {
          const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
          if (form === undefined) continue;
          expect([name, value]).toEqual([name, phoneIn(form, provider.manifest)]);
          note(name);
        }
      }
    },
  },
  {
    id: 'phones-as-sent',
    promise: 'the server takes the number with and without its country code, with a plus sign, zeros, spaces',
    run: async (provider) => {
      const phone = PHONES[provider.manifest.country];
      const national = phone.slice(1 + DIAL_CODE[provider.manifest.country].length);
      for (const write of PHONE_FORMS) {
        await eachOperator(provider, async (world, operator) => {
          world.wire = (request, next) =>
            next(
              inBody(
                request,
                (value) => isNumber(value, national),
                () => write(phone),
              ),
            );
          const tidy = aWorld(provider, operator);
          await tidy.charge();
          expect(OPEN_OUTCOMES).toContain((await world.charge()).outcome);
          expect(world.transaction().phone).toBe(tidy.transaction().phone);
        });
      }
    },
  },
  {
    id: 'times',
    promise:
      'times are those of the provider’s zone at both ends, around midnight too, wherever the host stands',
    ruledOut: ({ times }) => (times === 'none' ? 'no message of it carries a time' : undefined),
    run: async (provider) => {
      const { times } = provider.manifest;
      if (times === 'none') return;
      const written = new Set<string>();
      for (const host of HOST_ZONES) {
        await inHostZone(host, async () => {
          for (const moment of MOMENTS) {
            const at = new Date(moment);
            await eachOperator(provider, async (world) => {
              world.clock.set(at);
              await charged(world, { ...PAID, completedAt: at });
              for (const [name, text] of [...sentTexts(world), ...(await toldOf(world))].flatMap(membersOf)) {
                const form = Object.hasOwn(times.members, name) ? times.members[name] : undefined;
                if (form === undefined) continue;
                expect([host, name, text]).toEqual([host, name, writtenTime(at, times.zone, form)]);
                written.add(name);
              }
            });
          }
        });
      }
      expect([...written].sort()).toEqual(Object.keys(times.members).sort());
    },
  },
  {
    id: 'descriptions',
    promise:
      'Unicode and 250 characters of description arrive unharmed, cut only where the provider takes less',
    ruledOut: ({ descriptions }) =>
      Object.keys(descriptions).length === 0 ? 'no charge carries a description' : undefined,
    run: (provider) =>
      eachOperator(provider, async (world, { flow }) => {
        const lengthMax = provider.manifest.descriptions[flow];
        if (lengthMax === undefined) return;
        for (const [index, description] of DESCRIPTIONS.entries()) {
          await world.charge({ description, reference: `DESCRIPTION${index}`.padEnd(20, '0') });
          const arrived = world.transaction().description;
          if (lengthMax === 'whole' || description.length <= lengthMax) expect(arrived).toBe(description);
          else expectCut(description, arrived, lengthMax);
          // A shop may say more than the provider takes of us: our own server end takes it all.
          world.wire = (request, next) =>
            next(
              inBody(
                request,
                (value) => value === arrived,
                () => description,
              ),
            );
          await world.charge({ description, reference: `WHOLE${index}`.padEnd(20, '0') });
          expect(world.transaction().description).toBe(description);
          world.wire = (request, next) => next(request);
        }
      }),
  },
];

// ───────────── numbers ─────────────

function phoneIn(form: PhoneForm, { country }: Manifest): string {
  const phone = PHONES[country];
  return form === 'national' ? phone.slice(1 + DIAL_CODE[country].length) : phone.slice(1);
}

function isNumber(value: string, national: string): boolean {
  return value.endsWith(national) && /^\+?\d+$/.test(value) && value.length <= national.length + 4;
}

// ───────────── times ─────────────

/** Midnight in UTC and an hour before it, which is midnight in Kinshasa; the end of a year and of a February. */
const MOMENTS = [
  '2026-12-31T22:59:59Z',
  '2026-12-31T23:30:00Z',
  '2027-01-01T00:00:00Z',
  '2028-02-28T23:15:01Z',
];

/** Written without any code of the providers: by what the platform knows of the zone. */
function writtenTime(at: Date, timeZone: string, form: TimeForm): string {
  const [day = '', time = ''] = new Intl.DateTimeFormat('sv', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
    .format(at)
    .split(' ');
  const forms = {
    'YYYY-MM-DD HH:mm:ss': `${day} ${time}`,
    'DD-MM-YYYY HH:mm:ss': `${day.split('-').reverse().join('-')} ${time}`,
    // Both name their zone: the moment is the same wherever it is read.
    'ISO 8601': at.toISOString(),
    'Unix seconds': String(at.getTime() / 1000),
  } satisfies Record<TimeForm, string>;
  return forms[form];
}

// ───────────── descriptions ─────────────

const DESCRIPTIONS = [
  'Thé à la menthe, 2 × « grand » & 😀 <b>+%41',
  'é'.repeat(250),
  // Two units a character, after an odd one: a cut by length halves one of them.
  `a${'😀'.repeat(124)}`,
];

function expectCut(whole: string, arrived: string, lengthMax: number): void {
  expect(whole.startsWith(arrived)).toBe(true);
  expect(arrived.isWellFormed()).toBe(true);
  expect([lengthMax - 1, lengthMax]).toContain(arrived.length);
}
