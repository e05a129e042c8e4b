/** GET /operators/predict: the operator a number's prefix points to. */
import type { z } from 'zod';
import { COUNTRIES, type Country, DIAL_CODE, isCountry } from '#lib/countries.ts';
import { AppError } from '#lib/errors.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import { maskPhone, parsePhone } from '#lib/phone.ts';
import type { Caller } from './authenticate.ts';
import { phoneSentence } from './phone-sentence.ts';
import type { Prediction, PredictQuery } from './schemas.ts';

/** @throws AppError phone_invalid */
export function predict({ app }: Caller, query: z.infer<typeof PredictQuery>): z.infer<typeof Prediction> {
  const country = query.country ?? writtenCountry(query.phone) ?? app.country;
  if (!isCountry(country)) throw new Error(`an app is stored with the country ${country}`);
  const parsed = parsePhone(query.phone, country);
  if (!parsed.ok) {
    const message = phoneSentence(parsed.problem, country);
    throw new AppError('phone_invalid', `phone: ${message}`, { errors: [{ path: 'phone', message }] });
  }
  const { phone } = parsed;
  return { object: 'prediction', country, phone: maskPhone(phone), operator: predictOperator(phone) ?? null };
}

/** The country that a number names itself, by + or 00. In a query string an unescaped + arrives as a space. */
function writtenCountry(written: string): Country | undefined {
  const digits = /^(?:\+|00|\s)\s*(\d{3})/.exec(written)?.[1];
  return COUNTRIES.find((country) => DIAL_CODE[country] === digits);
}
