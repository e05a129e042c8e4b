import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { PRIVATE_HEADERS } from '#app/page-headers.ts';
import { isSameOrigin } from '#app/portal/same-origin.ts';
import { authOptions } from '../options.ts';
import { answerSignIn } from '../sign-in-answer.ts';

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** The token that forms send back. Of next-auth's other pages and feeds we use none, so they are not here. */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  if ((await context.params).nextauth.join('/') !== 'csrf') return notFound();
  return privately(await NextAuth(request, context, authOptions()));
}

/** The target of the sign-in form: works without script, so it always answers with a page to go to. */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  if ((await context.params).nextauth.join('/') !== 'callback/credentials') return notFound();
  if (!isSameOrigin(request.headers)) {
    return new Response('This form was sent from another site.\n', { status: 403, headers: PRIVATE_HEADERS });
  }
  const fields = await request
    .clone()
    .formData()
    .catch(() => new FormData());
  const answer: Response = await NextAuth(request, context, authOptions());
  return privately(answerSignIn(answer, fields));
}

function notFound(): Response {
  return new Response('Not found\n', { status: 404, headers: PRIVATE_HEADERS });
}

function privately(response: Response): Response {
  for (const [name, value] of Object.entries(PRIVATE_HEADERS)) response.headers.set(name, value);
  return response;
}
